// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import dev.postern.itests.harness.Gateway;

/** What a gateway serves over HTTP to an operator, as it stands now. */
final class Pages {
    private static final Pattern PANEL = Pattern.compile("/system/console/(?!logout)[A-Za-z0-9_-]+");

    private Pages() {}

    /** Pages, problems among them, by their path: the Web Console's, those that it links to, and our own. */
    static Map<String, String> of(Gateway gateway) throws Exception {
        var pages = new TreeMap<String, String>();
        for (var path : List.of("/system/console/bundles", "/metrics", "/healthz", "/readyz", "/ui/", "/v1/models")) {
            pages.put(path, get(gateway, path, 200));
        }
        for (var path : List.of("/nothing", "/ui/no.js", "/v1/models/none", "/v1/responses/none")) {
            pages.put(path, get(gateway, path, 404));
        }
        for (var panel = PANEL.matcher(pages.get("/system/console/bundles")); panel.find();) {
            var answer = gateway.send(gateway.authorized(panel.group()).build());
            if (answer.statusCode() == 200) {
                pages.put(panel.group(), answer.body());
            }
        }
        assertThat(pages).hasSizeGreaterThan(15);
        return pages;
    }

    private static String get(Gateway gateway, String path, int status) throws Exception {
        var answer = gateway.send(gateway.authorized(path).build());
        assertThat(answer.statusCode()).as(path).isEqualTo(status);
        return answer.body();
    }
}

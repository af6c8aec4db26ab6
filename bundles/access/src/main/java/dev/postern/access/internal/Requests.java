// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.postern.api.tool.HttpAccess;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.net.URIAuthority;

/** Writes requests for one connection each. */
final class Requests {
    /** RFC 9110, 8.6: these say how long their content is, also when there is none. */
    private static final Set<String> WITH_CONTENT = Set.of("PATCH", "POST", "PUT");

    private Requests() {}

    static ClassicHttpRequest of(HttpAccess.Request request, Map<String, String> headers, Target target) {
        // with these four: given a path alone, it would take //host/path for another host
        var written = new BasicClassicHttpRequest(request.method(), target.scheme(),
                new URIAuthority(target.host(), target.port()), target.path());
        written.addHeader("Host", target.authority());
        headers.forEach(written::addHeader);
        if (headers.keySet().stream().noneMatch(name -> name.toLowerCase(Locale.ROOT).equals("user-agent"))) {
            written.addHeader("User-Agent", "Postern");
        }
        if (request.body().length > 0 || WITH_CONTENT.contains(request.method())) {
            written.addHeader("Content-Length", request.body().length);
            written.setEntity(new ByteArrayEntity(request.body(), null));
        }
        written.addHeader("Connection", "close");
        return written;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;

import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;

/**
 * Shows a request word for word, but for its secrets, and sends nothing.
 *
 * @param request what would be sent
 * @param secretHeaders headers whose values are not shown
 */
record RequestPreview(HttpAccess.Request request, Map<String, String> secretHeaders) {
    private static final int MAX_SUMMARY = 200;

    Preview show(ToolContext context) throws ToolException, InterruptedException {
        check(context);
        return new Preview(summary(), "message/http", detail());
    }

    /** Where something would be refused, that is what would happen. */
    private void check(ToolContext context) throws ToolException, InterruptedException {
        try {
            // in a preview nothing is sent; were it otherwise, this would change nothing either
            context.http().send(new HttpAccess.Request("HEAD", request.uri(), request.headers(), new byte[0],
                    Duration.ofSeconds(1), 0));
        } catch (ToolException refusal) {
            if (!refusal.code().equals("dry_run")) {
                throw refusal;
            }
        }
    }

    private String summary() {
        var line = request.method() + " " + request.uri();
        var shown = line.length() <= MAX_SUMMARY ? line : line.substring(0, MAX_SUMMARY) + "…";
        return request.body().length == 0 ? shown : shown + " with " + request.body().length + " bytes";
    }

    private String detail() {
        var text = new StringBuilder().append(request.method()).append(' ').append(request.uri()).append(" HTTP/1.1\n");
        var secret = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        secret.addAll(secretHeaders.keySet());
        request.headers().forEach((name, value) -> text.append(name).append(": ")
                .append(secret.contains(name) ? "[redacted]" : value).append('\n'));
        if (request.body().length > 0) {
            text.append("Content-Length: ").append(request.body().length).append("\n\n")
                    .append(new String(request.body(), StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}

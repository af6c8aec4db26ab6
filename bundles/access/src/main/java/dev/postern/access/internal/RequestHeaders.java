// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import dev.postern.api.tool.ToolException;

/** The headers that a caller may give a request. */
final class RequestHeaders {
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
    /** They are the connection's, or say how long a message is. */
    private static final Set<String> OURS = Set.of("connection", "content-length", "expect", "host", "keep-alive",
            "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");
    /** What tells nobody anything; all else may say who asks, and is for the origin that it was meant for. */
    private static final Set<String> HARMLESS = Set.of("accept", "accept-encoding", "accept-language", "cache-control",
            "if-modified-since", "if-none-match", "range", "traceparent", "user-agent");

    private RequestHeaders() {}

    /** A copy, whose names and values hold nothing that ends a line. */
    static Map<String, String> checked(Map<String, String> headers) throws ToolException {
        var checked = new LinkedHashMap<String, String>();
        for (var header : headers.entrySet()) {
            if (!NAME.matcher(header.getKey()).matches() || !VALUE.matcher(header.getValue()).matches()) {
                throw new ToolException("invalid_input",
                        "a header's name is a token of RFC 9110 and its value one line of ASCII");
            }
            if (OURS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                throw new ToolException("invalid_input", "the header " + header.getKey() + " cannot be set");
            }
            checked.put(header.getKey(), header.getValue());
        }
        return checked;
    }

    /** What of them goes along to another origin. */
    static Map<String, String> forAnotherOrigin(Map<String, String> headers) {
        var rest = new LinkedHashMap<>(headers);
        rest.keySet().removeIf(name -> !HARMLESS.contains(name.toLowerCase(Locale.ROOT)));
        return rest;
    }
}

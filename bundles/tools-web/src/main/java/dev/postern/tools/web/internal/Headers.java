// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import dev.postern.api.tool.ToolException;

/** Puts the headers of a request together. What a header may hold at all is checked where it is sent. */
final class Headers {
    private static final Set<String> FOR_GET = Set.of("accept", "accept-language", "if-modified-since", "if-none-match",
            "user-agent");
    /** Names that say that a value is a secret. */
    private static final Pattern CREDENTIAL = Pattern
            .compile("authorization|proxy-authorization|cookie|.*(api-?key|token|secret|passw).*");
    private static final Map<String, String> PRESET = Map.of(
            "Accept", "text/html, application/xhtml+xml, application/json, application/xml;q=0.9, text/*;q=0.8",
            "Accept-Encoding", "gzip",
            "User-Agent", "Postern");

    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private Headers() {}

    static Map<String, String> forGet(Map<String, String> given) throws ToolException {
        var headers = new Headers();
        for (var header : given.entrySet()) {
            if (!FOR_GET.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                throw new ToolException("invalid_input", "web.get takes no header " + header.getKey() + ", only "
                        + String.join(", ", FOR_GET.stream().sorted().toList()));
            }
            headers.put(header.getKey(), header.getValue());
        }
        return headers.all();
    }

    static Map<String, String> forRequest(
            Map<String, String> given, Map<String, String> secret, Optional<String> contentType, String key)
            throws ToolException {
        var headers = new Headers();
        for (var header : given.entrySet()) {
            if (CREDENTIAL.matcher(header.getKey().toLowerCase(Locale.ROOT)).matches()) {
                throw new ToolException("invalid_input",
                        "the header " + header.getKey() + " says who asks: put it into secretHeaders");
            }
            headers.put(header.getKey(), header.getValue());
        }
        for (var header : secret.entrySet()) {
            headers.put(header.getKey(), header.getValue());
        }
        if (contentType.isPresent()) {
            headers.headers.putIfAbsent("Content-Type", contentType.get());
        }
        headers.put("Idempotency-Key", key);
        return headers.all();
    }

    private void put(String name, String value) throws ToolException {
        if (name.equalsIgnoreCase("accept-encoding")) {
            throw new ToolException("invalid_input", "the header " + name + " cannot be set");
        }
        if (headers.put(name, value) != null) {
            throw new ToolException("invalid_input",
                    name.equals("Idempotency-Key")
                            ? "the header Idempotency-Key is the call's own"
                            : "the header " + name + " stands twice");
        }
    }

    private Map<String, String> all() {
        PRESET.forEach(headers::putIfAbsent);
        return new LinkedHashMap<>(headers);
    }
}

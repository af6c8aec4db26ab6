// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The fields of {@code application/x-www-form-urlencoded}. Read here and not by the servlet's parameters, which mix those
 * of the body with those of the address: a token in an address is none.
 */
final class Form {
    private final Map<String, String> fields = new HashMap<>();

    /**
     * Of a body or a query.
     *
     * @throws IllegalArgumentException for an escape that is none
     */
    Form(@Nullable String encoded) {
        for (var pair : (encoded == null ? "" : encoded).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
    }

    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}

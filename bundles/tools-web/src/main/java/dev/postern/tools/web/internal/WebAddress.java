// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.api.tool.ToolException;

/**
 * Takes addresses as people and pages write them, with signs of every script, and makes them what goes over the wire:
 * names in the ASCII form of IDNA, so that a name that looks like another is seen for what it is.
 */
final class WebAddress {
    private static final Pattern FORM = Pattern.compile("(https?)://([^/?#]*)([^?#]*)(?:\\?([^#]*))?(?:#.*)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final String UNRESERVED = "-._~";
    /** RFC 3986, 3.3 and 3.4. */
    private static final String PATH_AND_QUERY = UNRESERVED + "!$&'()*+,;=:@/?";

    private WebAddress() {}

    static URI of(String url, Map<String, String> more) throws ToolException {
        var parts = FORM.matcher(url.strip());
        if (!parts.matches()) {
            throw invalid("an address begins with http:// or https://");
        }
        if (parts.group(2).indexOf('@') >= 0) {
            throw invalid("an address names no user; web.request takes credentials as secretHeaders");
        }
        var query = Stream.concat(
                Stream.ofNullable(parts.group(4)).filter(text -> !text.isEmpty())
                        .map(text -> encoded(text, PATH_AND_QUERY, true)),
                more.entrySet().stream().map(parameter -> encoded(parameter.getKey(), UNRESERVED, false) + "="
                        + encoded(parameter.getValue(), UNRESERVED, false)))
                .collect(Collectors.joining("&"));
        try {
            return new URI(parts.group(1).toLowerCase(Locale.ROOT) + "://" + authority(parts.group(2))
                    + encoded(parts.group(3), PATH_AND_QUERY, true) + (query.isEmpty() ? "" : "?" + query));
        } catch (URISyntaxException e) {
            throw invalid("this is no address of the web: " + e.getReason());
        }
    }

    private static String authority(String text) throws ToolException {
        var port = PORT.matcher(text);
        var end = port.find() ? port.group() : "";
        var host = text.substring(0, text.length() - end.length());
        if (host.isEmpty() || host.startsWith("[") && !host.matches("\\[[0-9A-Fa-f:.]+]")) {
            throw invalid("an address names a host");
        }
        try {
            // letters, digits and hyphens only: some signs stand for several, also for / and @
            var ascii = host.startsWith("[") ? host : IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
            return ascii.toLowerCase(Locale.ROOT) + (end.equals(":") ? "" : end);
        } catch (IllegalArgumentException e) {
            throw invalid("a host's name has letters, digits, hyphens and dots");
        }
    }

    /** What may not stand there by itself stands as its bytes; what stands as bytes already may be left so. */
    private static String encoded(String text, String plain, boolean mayBeEncoded) {
        var out = new StringBuilder();
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xFF);
            boolean kept = c < 0x80 && (Character.isLetterOrDigit(c) || plain.indexOf(c) >= 0)
                    || mayBeEncoded && c == '%' && isHex(bytes, i + 1) && isHex(bytes, i + 2);
            if (kept) {
                out.append(c);
            } else {
                out.append('%').append(String.format("%02X", (int) c));
            }
        }
        return out.toString();
    }

    private static boolean isHex(byte[] bytes, int index) {
        return index < bytes.length && Character.digit(bytes[index], 16) >= 0;
    }

    private static ToolException invalid(String rule) {
        return new ToolException("invalid_input", rule);
    }
}

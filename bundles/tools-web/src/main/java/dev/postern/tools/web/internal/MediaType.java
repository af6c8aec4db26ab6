// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A media type, as far as it matters here.
 *
 * @param name type and subtype, lower case
 * @param charset the name of the encoding that it says, if any
 */
record MediaType(String name, Optional<String> charset) {
    private static final Pattern FORM = Pattern.compile("\\s*([\\w!#$&^.+-]{1,64}/[\\w!#$&^.+-]{1,64})\\s*(?:;(.*))?",
            Pattern.DOTALL);
    private static final Pattern CHARSET = Pattern.compile("(?:^|;)\\s*charset\\s*=\\s*[\"']?([\\w.:+-]{1,40})",
            Pattern.CASE_INSENSITIVE);
    private static final Set<String> HTML = Set.of("text/html", "application/xhtml+xml");
    private static final Set<String> APPLICATIONS = Set.of("application/json", "application/xml");

    /** Reads a {@code Content-Type}; nothing when it is none. */
    static Optional<MediaType> of(String header) {
        var parts = FORM.matcher(header);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var charset = CHARSET.matcher(parts.group(2) == null ? "" : parts.group(2));
        return Optional.of(new MediaType(parts.group(1).toLowerCase(Locale.ROOT),
                charset.find() ? Optional.of(charset.group(1)) : Optional.empty()));
    }

    boolean isHtml() {
        return HTML.contains(name);
    }

    boolean isJson() {
        return name.equals("application/json") || name.endsWith("+json");
    }

    boolean isXml() {
        return name.endsWith("/xml") || name.endsWith("+xml");
    }

    boolean isReadable() {
        return name.startsWith("text/") || APPLICATIONS.contains(name) || isJson() || isXml();
    }
}

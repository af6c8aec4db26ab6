// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.scan;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an honest tool is made of, none of which reaches out. It is only ever read. */
record Harmless(String name, List<String> parts, Optional<Instant> at) {
    private static final Pattern WORD = Pattern.compile("[a-z]+");
    private static final Map<String, Integer> COUNTS = new ConcurrentHashMap<>();

    enum Colour {
        RED, GREEN
    }

    String joined() {
        var sorted = new TreeMap<String, Integer>(COUNTS);
        return parts.stream().filter(part -> WORD.matcher(part).matches()).map(String::strip)
                .collect(Collectors.joining(",", name + " of " + sorted.size(), "" + at));
    }

    String told(Object value) {
        return switch (value) {
            case Colour colour -> colour.name().toLowerCase(Locale.ROOT);
            case String text when text.isEmpty() -> "";
            case Harmless(var inner, var _, var _) -> inner;
            default -> throw new IllegalStateException("no " + value);
        };
    }

    synchronized URI file() {
        var all = new ArrayList<String>(List.of(Colour.valueOf("RED").toString()));
        return URI.create("https://example.org/" + Path.of("a").resolve(all.getFirst()).getFileName());
    }
}

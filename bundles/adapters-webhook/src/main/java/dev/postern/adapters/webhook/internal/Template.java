// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A text with placeholders, read once when the webhook is configured. */
final class Template {
    private final List<Piece> pieces;

    private Template(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /**
     * Reads a template.
     *
     * @param name what it is for, named in errors
     * @throws IllegalArgumentException what is wrong with it, and where
     */
    static Template parse(String name, String text) {
        var pieces = new ArrayList<Piece>();
        var literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean twice = i + 1 < text.length() && text.charAt(i + 1) == c;
            if (c != '{' && c != '}') {
                literal.append(c);
            } else if (twice) {
                literal.append(c);
                i++;
            } else if (c == '}') {
                throw bad(name, "a } without its { at character " + i + "; write }} for the brace itself");
            } else {
                int end = text.indexOf('}', i);
                if (end < 0) {
                    throw bad(name, "the placeholder at character " + i + " has no }; write {{ for the brace itself");
                }
                if (!literal.isEmpty()) {
                    pieces.add(new Literal(literal.toString()));
                    literal.setLength(0);
                }
                pieces.add(placeholder(name, text.substring(i + 1, end)));
                i = end;
            }
        }
        if (!literal.isEmpty()) {
            pieces.add(new Literal(literal.toString()));
        }
        return new Template(pieces);
    }

    private static Piece placeholder(String name, String text) {
        int bar = text.indexOf('|');
        var fallback = bar < 0 ? Optional.<String>empty() : Optional.of(text.substring(bar + 1));
        String source = bar < 0 ? text : text.substring(0, bar);
        if (source.startsWith("header:") && source.length() > "header:".length()) {
            return new Header(source.substring("header:".length()).toLowerCase(Locale.ROOT), fallback);
        }
        if (source.startsWith("/")) {
            try {
                return new Member(Pointer.parse(source), fallback);
            } catch (IllegalArgumentException invalid) {
                throw bad(name, "{" + text + "}: " + invalid.getMessage());
            }
        }
        throw bad(name, "{" + text + "} is neither a JSON pointer, which begins with /, nor header:name");
    }

    private static IllegalArgumentException bad(String name, String message) {
        return new IllegalArgumentException(name + ": " + message);
    }

    /** Whether anything in it comes from the request. */
    boolean isForeign() {
        return pieces.stream().anyMatch(piece -> !(piece instanceof Literal));
    }

    /**
     * Fills it.
     *
     * @throws PayloadException when the request lacks what a placeholder names
     */
    String fill(Payload payload) throws PayloadException {
        var text = new StringBuilder();
        for (Piece piece : pieces) {
            text.append(switch (piece) {
                case Literal(var literal) -> literal;
                case Header(var header, var fallback) -> value(payload.header(header), fallback, "header " + header);
                case Member(var pointer, var fallback) -> value(payload.text(pointer), fallback, pointer.toString());
            });
        }
        return text.toString();
    }

    private static String value(Optional<String> found, Optional<String> fallback, String name)
            throws PayloadException {
        return found.or(() -> fallback).orElseThrow(() -> new PayloadException("the request has no " + name));
    }

    private sealed interface Piece {}

    private record Literal(String text) implements Piece {}

    private record Header(String name, Optional<String> fallback) implements Piece {}

    private record Member(Pointer pointer, Optional<String> fallback) implements Piece {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/** Typed attributes of an index (OSGi Compendium 8, 132.5.7). */
final class IndexedValue {
    private IndexedValue() {}

    /**
     * A value.
     *
     * @param type absent for a text
     * @throws IllegalArgumentException when it is not of that type, or there is none such
     */
    static Object of(@Nullable String type, String text) {
        if (type != null && type.startsWith("List<") && type.endsWith(">")) {
            String element = type.substring("List<".length(), type.length() - 1);
            return elements(text).stream().map(each -> scalar(element, each)).toList();
        }
        return scalar(type == null ? "String" : type, text);
    }

    private static Object scalar(String type, String text) {
        return switch (type) {
            case "String" -> text;
            case "Version" -> Version.parseVersion(text);
            case "Long" -> Long.valueOf(text.strip());
            case "Double" -> Double.valueOf(text.strip());
            default -> throw new IllegalArgumentException("there is no type " + type);
        };
    }

    /** After commas; a backslash makes the next letter one of the text. */
    private static List<String> elements(String text) {
        var elements = new ArrayList<String>();
        var element = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '\\' && i + 1 < text.length()) {
                i++;
                element.append(text.charAt(i));
            } else if (letter == ',') {
                elements.add(element.toString());
                element.setLength(0);
            } else {
                element.append(letter);
            }
        }
        elements.add(element.toString());
        return elements;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.metrics.internal;

import java.util.List;
import java.util.regex.Pattern;

/** Names and labels as the Prometheus text format 0.0.4 has them. */
final class Labels {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private Labels() {}

    static List<String> of(String... labels) {
        return checked(List.of(labels));
    }

    /** Refuses what would make the whole text unreadable. */
    static List<String> checked(List<String> labels) {
        if (labels.size() % 2 != 0) {
            throw new IllegalArgumentException("labels come in pairs: " + labels);
        }
        for (int i = 0; i < labels.size(); i += 2) {
            name(labels.get(i));
        }
        return labels;
    }

    static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no name for a metric or label: " + name);
        }
        return name;
    }

    /** Appends all of a line but its value. */
    static StringBuilder line(StringBuilder out, String name, List<String> labels) {
        out.append(name);
        for (int i = 0; i < labels.size(); i += 2) {
            out.append(i == 0 ? '{' : ',').append(labels.get(i)).append("=\"");
            escape(out, labels.get(i + 1));
            out.append('"');
        }
        return out.append(labels.isEmpty() ? " " : "} ");
    }

    private static void escape(StringBuilder out, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.append(c);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.postern.api.planner.TurnView;

/** What models are told at the beginning: the installation's words, then the tenant's, the workspace's and the session's. */
final class Instructions {
    /** Characters of the installation's, and of what a tenant or a workspace says in one file. */
    static final int LONGEST = 20_000;
    static final int LONGEST_LAYER = 10_000;

    private static final String ORDER = "Where these instructions contradict each other, the earlier one counts.";
    /** One inside would end a layer early, or begin one that nobody set. */
    private static final Pattern MARK = Pattern.compile("<(?=\\s*+/?+\\s*+instruction)", Pattern.CASE_INSENSITIVE);

    private Instructions() {}

    /**
     * A layer's text, if it is no longer than it may be.
     *
     * @throws IllegalArgumentException naming the setting, the layer and its limit
     */
    static String checked(String setting, String layer, String text, int longest) {
        if (text.length() > longest) {
            throw new IllegalArgumentException(setting + ": the instruction of the " + layer + " has " + text.length()
                    + " characters, and may have " + longest);
        }
        return text;
    }

    /** All that hold for the turn, in their order; the installation's alone stands as it is. */
    static String of(TurnView turn, String installation, List<LayerText> configured) {
        var layers = new LinkedHashMap<String, String>();
        layers.put("installation", installation);
        layers.put("tenant", joined(configured, layer -> layer.isOfTenantOf(turn)));
        layers.put("workspace", joined(configured, layer -> layer.isOfWorkspaceOf(turn)));
        layers.put("session", turn.instruction());
        layers.values().removeIf(String::isBlank);
        if (layers.size() == 1) {
            return installation.strip();
        }
        return layers.entrySet().stream().map(layer -> marked(layer.getKey(), layer.getValue()))
                .collect(Collectors.joining("\n", "", "\n" + ORDER));
    }

    private static String joined(List<LayerText> configured, Predicate<LayerText> wanted) {
        return configured.stream().filter(wanted).sorted(Comparator.comparing(LayerText::pid)).map(LayerText::text)
                .collect(Collectors.joining("\n\n"));
    }

    private static String marked(String from, String text) {
        return "<instruction from=\"" + from + "\">\n" + MARK.matcher(text.strip()).replaceAll("‹")
                + "\n</instruction>";
    }
}

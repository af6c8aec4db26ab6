// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginManager.ContractChange;
import dev.postern.toolversions.Step;
import dev.postern.toolversions.ToolContract;

/** What an update changes for those who call a plugin's tools, and whether the tools' versions say so. */
final class Contracts {
    private final List<JsonObject> before;
    private final List<JsonObject> after;

    /** Descriptors of what is installed, and of what shall be. */
    Contracts(List<JsonObject> before, List<JsonObject> after) {
        this.before = before;
        this.after = after;
    }

    /** All differences of tools that were there before. */
    List<ContractChange> changes() {
        var changes = new ArrayList<ContractChange>();
        for (var fresh : after) {
            predecessor(fresh).ifPresent(old -> ToolContract.compare(old, fresh).forEach(change -> changes.add(
                    new ContractChange(label(fresh), change.needs().name().toLowerCase(Locale.ROOT), change.pointer(),
                            change.text()))));
        }
        return List.copyOf(changes);
    }

    /**
     * Refuses what changes more than its version says. Going back to an older version is none of its business: that one's
     * contract is what it was.
     *
     * @throws PluginException code {@code contract_broken}
     */
    void check() throws PluginException {
        for (var fresh : after) {
            Optional<JsonObject> old = predecessor(fresh);
            if (old.isPresent()) {
                check(old.get(), fresh);
            }
        }
    }

    private static void check(JsonObject old, JsonObject fresh) throws PluginException {
        var changes = ToolContract.compare(old, fresh);
        var needs = ToolContract.needs(changes);
        // other words for the same contract need no other version
        if (needs.compareTo(Step.MINOR) >= 0 && Step.order(version(fresh), version(old)) >= 0
                && needs.compareTo(Step.between(version(old), version(fresh))) > 0) {
            throw new PluginException("contract_broken", "its tool " + label(fresh) + " is not what " + version(old)
                    + " was: " + changes.getFirst()
                    + (changes.size() > 1 ? ", and " + (changes.size() - 1) + " more" : "")
                    + "; call it " + needs.beyond(version(old)) + ", or change it back", null);
        }
    }

    /** Of the same major version, else the newest: majors live side by side. */
    private Optional<JsonObject> predecessor(JsonObject fresh) {
        var named = before.stream().filter(old -> old.text("name").equals(fresh.text("name"))).toList();
        Comparator<JsonObject> byAge = (one, other) -> Step.order(version(one), version(other));
        return named.stream().filter(old -> major(old).equals(major(fresh))).max(byAge)
                .or(() -> named.stream().max(byAge));
    }

    private static String major(JsonObject descriptor) {
        return version(descriptor).split("\\.", 2)[0];
    }

    private static String version(JsonObject descriptor) {
        return descriptor.text("version").orElseThrow();
    }

    private static String label(JsonObject descriptor) {
        return descriptor.text("name").orElseThrow() + "@" + version(descriptor);
    }
}

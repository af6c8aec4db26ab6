// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolversions;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;

/** The tools of one release of a plugin, against which those of the next are held. */
public final class Release {
    private final List<JsonObject> tools;

    /** Descriptors, each with a name and a semantic version. */
    public Release(List<JsonObject> tools) {
        this.tools = List.copyOf(tools);
    }

    /** What is different in a tool of the next release; nothing when this one has no such tool. */
    public List<ContractChange> changes(JsonObject next) {
        return predecessor(next).map(old -> ToolContract.compare(old, next)).orElse(List.of());
    }

    /**
     * Why a tool of the next release may not have its version: it changed more than that says. Going back to an older version is
     * none of its business, whose contract is what it was; and other words for the same contract need no other version.
     */
    public Optional<String> breach(JsonObject next) {
        return predecessor(next).flatMap(old -> {
            var changes = ToolContract.compare(old, next);
            var needs = ToolContract.needs(changes);
            if (needs.compareTo(Step.MINOR) < 0 || Step.order(version(next), version(old)) < 0
                    || needs.compareTo(Step.between(version(old), version(next))) <= 0) {
                return Optional.empty();
            }
            return Optional
                    .of("its tool " + label(next) + " is not what " + version(old) + " was: " + changes.getFirst()
                            + (changes.size() > 1 ? ", and " + (changes.size() - 1) + " more" : "") + "; call it "
                            + needs.beyond(version(old)) + ", or change it back");
        });
    }

    /** Of the same major version, else the newest: majors live side by side. */
    private Optional<JsonObject> predecessor(JsonObject next) {
        var named = tools.stream().filter(old -> old.text("name").equals(next.text("name"))).toList();
        Comparator<JsonObject> byAge = (one, other) -> Step.order(version(one), version(other));
        return named.stream().filter(old -> major(old).equals(major(next))).max(byAge)
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

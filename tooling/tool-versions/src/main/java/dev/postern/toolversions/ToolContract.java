// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolversions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/**
 * Compares descriptors of a tool, as they stand in {@code POSTERN-INF/tools}. Narrowing the input, promising less of the
 * output, a higher risk, more scopes, and giving up a property that callers or operators rely on need a major version.
 */
public final class ToolContract {
    private static final List<String> RISKS = List.of("low", "medium", "high");

    private final List<ContractChange> changes = new ArrayList<>();
    private final JsonObject before;
    private final JsonObject after;

    private ToolContract(JsonObject before, JsonObject after) {
        this.before = before;
        this.after = after;
    }

    /** All differences that count, what asks most first. */
    public static List<ContractChange> compare(JsonObject before, JsonObject after) {
        var contract = new ToolContract(before, after);
        contract.schemas();
        contract.risk();
        contract.scopes();
        contract.promise("idempotent", "a repeat may act twice");
        contract.promise("previewable", "nobody can see what a call would do");
        contract.promise("foreign", "its output no longer counts as somebody else's words");
        contract.redaction();
        for (var words : List.of("description", "examples", "timeoutMillis", "maxAttempts", "backoffMillis",
                "maxConcurrent", "maxOutputBytes")) {
            contract.words(words);
        }
        contract.changes.sort(Comparator.comparing(ContractChange::needs).reversed());
        return List.copyOf(contract.changes);
    }

    /** The least step that the changes together ask for. */
    public static Step needs(List<ContractChange> changes) {
        return changes.stream().map(ContractChange::needs).max(Comparator.naturalOrder()).orElse(Step.NONE);
    }

    private void schemas() {
        var oldInput = before.object("inputSchema").orElse(JsonObject.EMPTY);
        var newInput = after.object("inputSchema").orElse(JsonObject.EMPTY);
        var oldOutput = before.object("outputSchema").orElse(JsonObject.EMPTY);
        var newOutput = after.object("outputSchema").orElse(JsonObject.EMPTY);
        // whatever was accepted is accepted still; whatever comes out is what callers were promised
        var narrowed = Subset.reasons(oldInput, newInput, false);
        var weakened = Subset.reasons(newOutput, oldOutput, true);
        narrowed.forEach(reason -> add(Step.MAJOR, "/inputSchema" + reason.pointer(), "takes less: " + reason.text()));
        weakened.forEach(reason -> add(Step.MAJOR, "/outputSchema" + reason.pointer(),
                "promises less: " + reason.text()));
        if (narrowed.isEmpty()) {
            grown("/inputSchema", Subset.reasons(newInput, oldInput, false), oldInput, newInput);
        }
        if (weakened.isEmpty()) {
            grown("/outputSchema", Subset.reasons(oldOutput, newOutput, true), oldOutput, newOutput);
        }
    }

    private void grown(String pointer, List<Subset.Reason> more, JsonObject old, JsonObject fresh) {
        if (!more.isEmpty()) {
            more.forEach(reason -> add(Step.MINOR, pointer + reason.pointer(), "has more than before"));
        } else if (Annotations.differ(old, fresh, "default")) {
            add(Step.MINOR, pointer, "has another default value");
        } else if (!old.equals(fresh)) {
            add(Step.PATCH, pointer, "has other words");
        }
        if (Annotations.lost(old, fresh, "writeOnly")) {
            add(Step.MAJOR, pointer, "a secret is none any more");
        }
    }

    private void risk() {
        int old = RISKS.indexOf(before.text("risk").orElse("high"));
        int fresh = RISKS.indexOf(after.text("risk").orElse("high"));
        if (fresh > old) {
            add(Step.MAJOR, "/risk", "rises from " + RISKS.get(old) + " to " + RISKS.get(fresh));
        } else if (fresh < old) {
            add(Step.MINOR, "/risk", "falls from " + RISKS.get(old) + " to " + RISKS.get(fresh));
        }
    }

    private void scopes() {
        var old = strings(before, "scopes");
        var fresh = strings(after, "scopes");
        fresh.stream().filter(scope -> !old.contains(scope))
                .forEach(scope -> add(Step.MAJOR, "/scopes", "asks callers for " + scope));
        old.stream().filter(scope -> !fresh.contains(scope))
                .forEach(scope -> add(Step.MINOR, "/scopes", "no longer asks callers for " + scope));
    }

    private void redaction() {
        var old = strings(before, "redact");
        var fresh = strings(after, "redact");
        old.stream().filter(pointer -> !fresh.contains(pointer))
                .forEach(pointer -> add(Step.MAJOR, "/redact", pointer + " is kept and shown from now on"));
        fresh.stream().filter(pointer -> !old.contains(pointer))
                .forEach(pointer -> add(Step.PATCH, "/redact", pointer + " is kept and shown no more"));
    }

    private void promise(String member, String given) {
        boolean old = before.bool(member).orElse(false);
        boolean fresh = after.bool(member).orElse(false);
        if (old && !fresh) {
            add(Step.MAJOR, "/" + member, "no more: " + given);
        } else if (fresh && !old) {
            add(Step.MINOR, "/" + member, "from now on");
        }
    }

    private void words(String member) {
        Optional<JsonValue> old = before.get(member);
        Optional<JsonValue> fresh = after.get(member);
        if (!old.equals(fresh)) {
            add(Step.PATCH, "/" + member, "is another");
        }
    }

    private void add(Step needs, String pointer, String text) {
        changes.add(new ContractChange(needs, pointer, text));
    }

    private static List<String> strings(JsonObject descriptor, String member) {
        return descriptor.array(member).map(JsonArray::strings).orElse(List.of());
    }
}

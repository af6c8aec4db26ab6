// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.tool.Redactor;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/**
 * Tells the repeat of a direct call from another call under its idempotency key, for when no outcome is stored that would:
 * a crash came before it, or it is not kept any more. What differs in a secret alone is taken for a repeat.
 */
final class Repeats {
    private final DefaultToolRegistry registry;

    Repeats(DefaultToolRegistry registry) {
        this.registry = registry;
    }

    /** @throws WireException {@code idempotency_conflict} when something else is asked for than before */
    void check(Call before, String tool, JsonObject input, String session) throws WireException {
        if (!before.tool().equals(tool) || !before.session().equals(session) || !isInput(before, input)) {
            throw new WireException(ErrorCode.IDEMPOTENCY_CONFLICT,
                    "this idempotency key was used with other params; take a new one",
                    List.of(JsonObject.of("call", before.id())), false, null);
        }
    }

    /** Of a tool that is gone nobody knows any more how its input was filled in. */
    private boolean isInput(Call before, JsonObject input) {
        var version = before.version();
        var found = version.isEmpty()
                ? Optional.<ServingTool>empty()
                : registry.enter(before.tool(), "[" + version + "," + version + "]");
        return found.map(serving -> {
            try {
                var filled = serving.schemas().input().withDefaults(input);
                return Redactor.input(filled, serving.descriptor().redact()).equals(before.input());
            } finally {
                serving.leave();
            }
        }).orElse(true);
    }
}

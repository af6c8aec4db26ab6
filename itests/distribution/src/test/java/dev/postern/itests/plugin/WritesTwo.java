// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.plugin;

import java.util.List;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.TurnView;

/** A planner that wants two files written at once, and then has nothing more to say. */
public final class WritesTwo implements Planner {
    @Override
    public Decision next(TurnView turn) {
        return turn.steps().isEmpty()
                ? new Decision.CallTools(List.of(write("one"), write("two")), JsonNull.NULL)
                : new Decision.Reply("done");
    }

    private static Decision.Call write(String name) {
        return new Decision.Call("files.write", "", JsonObject.builder()
                .put("path", "workspace/" + name + ".txt").put("content", name).build());
    }
}

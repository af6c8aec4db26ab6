// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** Whether the gateway is up, and how it is. */
final class StatusCommand implements Command {
    @Override
    public Spec spec() {
        return new Spec(
                "status",
                "",
                "Show whether the gateway is up, and how its parts are",
                "Exits with 1 when no gateway answers.",
                0,
                0,
                List.of());
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var hello = in.client().hello();
        var info = in.call("gateway.info", JsonObject.EMPTY);
        var health = health(in);
        if (in.json()) {
            in.print(JsonObject.builder()
                    .put("url", in.settings().socket().toString())
                    .put("info", info)
                    .put("health", health)
                    .put("principal", hello.object("principal").orElse(JsonObject.EMPTY))
                    .put("scopes", hello.array("scopes").orElse(JsonArray.EMPTY))
                    .put("methods", hello.array("methods").orElse(JsonArray.EMPTY))
                    .build());
            return;
        }
        in.print("address  " + in.settings().socket());
        in.print("you are  " + Table.cell(hello.object("principal").orElse(JsonObject.EMPTY).members().get("id"))
                + ", may "
                + Table.cell(hello.members().get("scopes")));
        Details.print(in, info);
        Details.print(in, health);
    }

    /** Not everybody may know. */
    private static JsonObject health(Invocation in) throws Failure, UsageException, IOException {
        try {
            return in.call("gateway.health", JsonObject.EMPTY);
        } catch (Failure e) {
            if (e.code().equals("forbidden")) {
                return JsonObject.EMPTY;
            }
            throw e;
        }
    }
}

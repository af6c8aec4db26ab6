// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolhost.internal;

import java.util.LinkedHashMap;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.ToolException;

/** Programs, run by the gateway. */
record RemoteProcesses(Asking asking) implements ProcessAccess {

    @Override
    public Result run(Command command) throws ToolException, InterruptedException {
        var result = asking.ask("nodes.program", params(command, false)).object("ended").orElseThrow();
        return new Result((int) (long) result.integer("exitCode").orElse(0L), result.text("output").orElse(""),
                result.text("errors").orElse(""), result.bool("truncated").orElse(false));
    }

    @Override
    public Plan plan(Command command) throws ToolException {
        var plan = asking.uninterrupted("nodes.program", params(command, true)).object("plan").orElseThrow();
        return new Plan(plan.text("program").orElse(""), plan.text("file").orElse(""),
                plan.text("sandbox").orElse(""));
    }

    private static JsonObject params(Command command, boolean plan) {
        var environment = new LinkedHashMap<String, JsonValue>();
        command.environment().forEach((name, value) -> environment.put(name, new JsonString(value)));
        return JsonObject.builder()
                .put("program", command.program())
                .put("arguments", JsonArray.ofStrings(command.arguments()))
                .put("environment", new JsonObject(environment))
                .put("folder", command.folder())
                .put("timeoutMillis", JsonNumber.of(command.timeout().toMillis()))
                .put("maxOutputBytes", command.maxOutputBytes())
                .put("input", command.input())
                .put("network", command.network())
                .put("planOnly", plan)
                .build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** A word on an update that asks for more than what is installed: what it asks for is shown with it. */
record PluginDecision(Spec spec, String decision) implements Command {

    static Command of(String name) {
        boolean approve = name.endsWith("approve");
        return new PluginDecision(Spec.of(name, "PLUGIN", 1, approve
                ? "Let an update in that waits because it asks for more"
                : "Drop an update that waits because it asks for more")
                .with(new Spec.Option("--sha256", "HEX", "only if it is this file; plugins list --json shows it")),
                approve ? "approve" : "deny");
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var plugin = in.argument(0);
        var held = in.call("plugins.list", JsonObject.builder().put("limit", 1).build()).array("held")
                .orElse(JsonArray.EMPTY).values().stream().map(JsonObject.class::cast)
                .filter(each -> each.text("plugin").filter(plugin::equals).isPresent()).findFirst()
                .orElseThrow(() -> new Failure("not_found", "no update of " + plugin + " waits for a word"));
        var wanted = in.option("--sha256");
        var sha256 = held.text("sha256").orElse("");
        if (wanted != null && !wanted.equals(sha256)) {
            throw new Failure("conflict", "what waits is " + sha256 + ": look at it again");
        }
        in.note(shown(held));
        var answer = in.call("plugins.decide", JsonObject.builder().put("plugin", plugin).put("sha256", sha256)
                .put("decision", decision).build());
        if (in.json()) {
            in.print(answer);
        } else {
            in.print(plugin + "  " + answer.text("version").orElse("") + " serves");
            answer.object("plan").ifPresent(plan -> Details.print(in, plan));
        }
    }

    /** On one line. */
    static String shown(JsonObject held) {
        return Shown.line(held.text("plugin").orElse("") + " " + held.text("version").orElse("")
                + held.text("signer").map(signer -> ", signed by " + signer).orElse(", not signed")
                + ", asks for more than " + held.text("installed").orElse("") + ": "
                + String.join(", ", held.array("more").orElse(JsonArray.EMPTY).strings()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;

/**
 * A change of plugins, whose steps are shown while it waits.
 *
 * @param request what it calls, and how the result is shown
 */
record PluginChangeCommand(MethodCommand request) implements Command {

    @Override
    public Spec spec() {
        return request.spec();
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var params = request.params().of(in);
        if (in.json() || !watches(in)) {
            show(in, in.call(request.method(), params));
            return;
        }
        var self = in.client().hello().object("principal").flatMap(principal -> principal.text("id")).orElse("");
        show(in, in.client().call(request.method(), params, event -> step(in, self, event)));
    }

    /** Whoever may not watch changes all the same. */
    private static boolean watches(Invocation in) throws UsageException, IOException, Failure {
        try {
            in.call("events.subscribe", JsonObject.builder()
                    .put("topics", JsonArray.of(new JsonString("plugin.progress"))).build());
            return true;
        } catch (Failure mayNot) {
            return false;
        }
    }

    private static void step(Invocation in, String self, JsonObject event) {
        var payload = event.object("payload").orElse(JsonObject.EMPTY);
        if (event.text("topic").orElse("").equals("plugin.progress")
                && payload.text("principal").orElse("").equals(self)) {
            in.note("  " + payload.text("step").orElse("").replace('_', ' '));
        }
    }

    private void show(Invocation in, JsonObject result) throws Failure {
        if (in.json()) {
            in.print(result);
        } else {
            request.view().show(in, result);
        }
    }
}

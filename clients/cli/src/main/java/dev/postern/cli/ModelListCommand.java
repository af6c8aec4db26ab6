// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/** The endpoints that are configured, and whether each answers now. */
final class ModelListCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("model list", "", 0, "List endpoints with models, and whether each answers now")
                .saying("Reads the files under conf/ and asks each endpoint for its list of models; no gateway need run.");
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var conf = ModelConf.read(in.settings().home());
        // all at once: each may take its time
        var looks = conf.endpoints().stream()
                .map(each -> CompletableFuture.supplyAsync(() -> look(in.settings(), conf, each),
                        Thread::startVirtualThread))
                .toList();
        var endpoints = new JsonArray(looks.stream().<JsonValue>map(CompletableFuture::join).toList());
        if (in.json()) {
            in.print(JsonObject.builder().put("endpoints", endpoints).put("planner", conf.plannerName())
                    .put("default", conf.model()).build());
            return;
        }
        if (endpoints.values().isEmpty()) {
            in.note("No endpoint is configured: 'postern model add' sets one up.");
            return;
        }
        Table.print(in, endpoints, "name", "url", "wire", "answers", "models", "default", "reason");
        if (!conf.plannerName().equals("models")) {
            in.note("The planner is " + Shown.line(conf.plannerName())
                    + ": models are asked only in sessions with planner=models.");
        }
    }

    private static JsonObject look(Settings settings, ModelConf conf, ModelConf.Endpoint endpoint) {
        var row = JsonObject.builder().put("name", endpoint.name()).put("url", endpoint.url())
                .put("wire", endpoint.wire().toString());
        if (!endpoint.secret().isEmpty()) {
            row.put("key", "secrets/" + endpoint.secret());
        }
        if (conf.model().startsWith(endpoint.name() + "/")) {
            row.put("default", conf.model().substring(endpoint.name().length() + 1));
        }
        try {
            List<String> models = endpoint.open(settings).models();
            return row.put("answers", true).put("models", (long) models.size()).build();
        } catch (Failure | IOException e) {
            return row.put("answers", false).put("reason", String.valueOf(e.getMessage())).build();
        }
    }
}

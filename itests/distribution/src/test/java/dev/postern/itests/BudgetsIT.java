// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.ModelServer;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of what a model is told, what it costs, and limits that hold, also after a kill. */
class BudgetsIT {
    @TempDir
    private Path home;

    @Test
    void modelsAreToldInLayersAndUseNoMoreThanTheyMay() throws Exception {
        try (var model = new ModelServer()) {
            String session;
            try (var gateway = configured(model).start(); var client = gateway.connect()) {
                session = client.say(asking(model, "first")).text("session").orElseThrow();
                layersReachTheModelInTheirOrder(client, model, session);
                whatItCostIsShown(gateway, client, session);
                anEndpointThatIsNotThereIsRefused(client, session);
                theSessionsLimitIsReached(gateway, client, model, session);
                // three exchanges cost 1.50 USD, and the next may cost 1.00 USD
                client.say(asking(model, "second"));
                theTenantsLimitIsReached(client, model);
                gateway.kill();
            }
            try (var again = Gateway.start(home); var client = again.connect()) {
                theTenantsLimitIsReached(client, model);
                assertThat(refused(client, "first")).contains("30 tokens are used");
            }
        }
    }

    /** What is written costs 0.10 USD a token, at most 10 are: the server says that it wrote 5. */
    private Gateway.Builder configured(ModelServer model) throws Exception {
        return Gateway.builder(home)
                .configure("dev.postern.access",
                        "{\"hosts\":[\"models-openai=127.0.0.1:*\"],\"privateHosts\":[\"127.0.0.1\"]}")
                .configure("dev.postern.models.openai~local", "{\"postern.model.provider.name\":\"local\",\"url\":\""
                        + model.url() + "\"}")
                .configure("dev.postern.pipeline", "{\"planner\":\"models\"}")
                .configure("dev.postern.planner.models",
                        "{\"model\":\"local/m\",\"output.tokens\":10,\"instruction\":\"Of all.\"}")
                .configure("dev.postern.planner.models.instruction~t", "{\"text\":\"Of the tenant.\"}")
                .configure("dev.postern.planner.models.instruction~w",
                        "{\"workspace\":\"default\",\"text\":\"Of the workspace.\"}")
                .configure("dev.postern.planner.models.price~m",
                        "{\"model\":\"local/*\",\"input\":\"0 USD\",\"output\":\"100000 USD\"}")
                .configure("dev.postern.pipeline.budget~all", "{\"tenant.day.spend\":\"2.00 USD\"}");
    }

    private static void layersReachTheModelInTheirOrder(WireClient client, ModelServer model, String session)
            throws Exception {
        update(client, session, "{\"instruction\":\"Of the session.\"}");
        client.say(asking(model, "first"));
        var told = ((JsonObject) model.requests().getLast().array("messages").orElseThrow().values().getFirst())
                .text("content").orElseThrow();
        assertThat(told).containsSubsequence("Of all.", "Of the tenant.", "Of the workspace.", "Of the session.");
        assertThat(model.requests().getFirst().toString()).contains("Of the workspace.")
                .doesNotContain("Of the session.");
    }

    private static void whatItCostIsShown(Gateway gateway, WireClient client, String session) throws Exception {
        var turns = client.call("turns.list", JsonObject.of("session", session)).array("turns").orElseThrow();
        for (var turn : turns.values()) {
            assertThat(((JsonObject) turn).object("usage")).contains((JsonObject) JsonValue
                    .parse("{\"input\":10,\"cachedInput\":0,\"output\":5,\"spend\":{\"USD\":500000}}"));
        }
        assertThat(client.call("sessions.history", JsonObject.of("session", session)).toString())
                .contains("\"most\":{", "\"usage\":{\"input\":10");
        assertThat(gateway.send(gateway.authorized("/metrics").build()).body())
                .contains("postern_model_spend_micros_total{", "postern_model_tokens_total{");
    }

    private static void anEndpointThatIsNotThereIsRefused(WireClient client, String session) {
        assertThatThrownBy(() -> update(client, session, "{\"models\":{\"default\":\"gone/m\"}}"))
                .hasMessageContaining("models/default").hasMessageContaining("there are [local]");
    }

    private static void theSessionsLimitIsReached(Gateway gateway, WireClient client, ModelServer model, String session)
            throws Exception {
        assertThat(gateway.command("sessions", "update", session, "limits={\"tokens\":30}").exit()).isZero();
        int before = model.requests().size();
        assertThat(refused(client, "first")).contains("a session may use 30 tokens at most: 30 tokens are used",
                "can raise tokens of its limits");
        assertThat(model.requests()).hasSize(before);
    }

    private static void theTenantsLimitIsReached(WireClient client, ModelServer model) throws Exception {
        int before = model.requests().size();
        assertThat(refused(client, "third")).contains("may use 2.00 USD at most: 1.50 USD are used",
                "up to 1.00 USD more",
                "There is room again from", "tenant.day.spend of dev.postern.pipeline.budget");
        assertThat(model.requests()).hasSize(before);
    }

    private static JsonObject asking(ModelServer model, String thread) {
        model.says("Well.");
        return Messages.in(thread, "hi");
    }

    /** What the person reads when a turn ends at a limit. */
    private static String refused(WireClient client, String thread) throws Exception {
        var turn = client.call("messages.send", Messages.in(thread, "hi")).text("turn").orElseThrow();
        var failed = client.awaitTurn(turn, "failed");
        assertThat(failed.object("error").orElseThrow().text("code")).contains("precondition_failed");
        return failed.text("reply").orElseThrow();
    }

    private static void update(WireClient client, String session, String settings) throws Exception {
        var found = client.call("sessions.get", JsonObject.of("session", session)).object("session").orElseThrow();
        client.call("sessions.update", JsonObject.builder().put("session", session)
                .put("revision", found.integer("revision").orElseThrow())
                .put("settings", (JsonObject) JsonValue.parse(settings)).build());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Write;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.WireClient;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A schedule that an administrator wrote: by hand, over a death of the gateway, in a session of somebody else. */
class TriggerIT {
    private static final String PID = "dev.postern.triggers.schedule";
    private static final JsonObject REPORT = JsonObject.of("trigger", "report");

    @TempDir
    private Path home;

    @Test
    void whatIsDueIsSaidOnceAndAnsweredAsAnyMessage() throws Exception {
        try (var gateway = Gateway.builder(home).configure(PID + "~report", """
                {"name": "report", "cron": "0 8 * * *", "zone": "Europe/Berlin", "missed": "once",
                 "text": "/time.now"}""").start();
                var client = gateway.connect()) {
            client.subscribe("trigger.*");
            byHand(client);
            inAnothersSession(gateway, client);
            write("broken", "{\"name\": \"broken\", \"cron\": \"0 25 * * *\", \"text\": \"/time.now\"}");
            Await.until("the bad one is told with key and rule",
                    () -> client.call("gateway.health", JsonObject.EMPTY).toString()
                            .contains("~broken.json: cron: '0 25"));
            Files.delete(home.resolve("conf").resolve(PID + "~broken.json"));
            gateway.kill();
        }
        var days = lieDownForThreeDays();
        try (var gateway = Gateway.start(home); var client = gateway.connect()) {
            Await.until("what was missed is made up for", () -> report(client).toString().contains("\"byHand\":false"));
            var run = report(client).array("runs").orElseThrow().values().getFirst();
            assertThat(((JsonObject) run).integer("missed").orElseThrow()).isBetween(1L, days);
            var turn = ((JsonObject) run).text("turn").orElseThrow();
            assertThat(client.awaitTurn(turn, "finished").text("reply").orElseThrow()).contains("UTC");
            assertThat(fired(client)).as("by hand, and once for all that was missed").isEqualTo(2);
            var audit = client.call("audit.query", JsonObject.of("principal", "trigger/report")).toString();
            assertThat(audit).contains("\"type\":\"trigger.fired\"", "\"type\":\"policy.decided\"");
            assertThat(client.call("audit.verify", JsonObject.EMPTY).bool("valid")).contains(true);
        }
    }

    private static void byHand(WireClient client) throws Exception {
        Await.until("the schedule is there", () -> list(client).contains("\"trigger\":\"report\""));
        assertThat(list(client)).contains("\"principal\":\"trigger/report\"", "\"missed\":\"once\"");
        var fired = client.callOnce("k-1", "triggers.run", REPORT);
        assertThat(client.callOnce("k-1", "triggers.run", REPORT)).isEqualTo(fired);
        var turn = fired.text("turn").orElseThrow();
        var event = client.nextEvent("trigger.fired", payload -> payload.text("turn").filter(turn::equals).isPresent());
        assertThat(event.object("payload").orElseThrow().text("by")).isPresent();
        var done = client.awaitTurn(turn, "finished");
        assertThat(done.text("reply").orElseThrow()).contains("UTC");
        assertThat(client.call("sessions.get", JsonObject.of("session", done.text("session").orElseThrow())).toString())
                .contains("\"peer\":\"trigger/report\"");
        assertThat(fired(client)).isEqualTo(1);
        assertThat(client.refusal("triggers.run", JsonObject.of("trigger", "none"))).isEqualTo("not_found");
    }

    /** The reply belongs to that session's conversation. */
    private void inAnothersSession(Gateway gateway, WireClient client) throws Exception {
        var session = client.say(Messages.in("talk", "/time.now")).text("session").orElseThrow();
        write("there", "{\"name\": \"there\", \"cron\": \"0 8 1 1 *\", \"session\": \"" + session
                + "\", \"text\": \"/time.now\"}");
        Await.until("the other schedule is there", () -> list(client).contains("\"trigger\":\"there\""));
        client.call("triggers.run", JsonObject.of("trigger", "there"));
        Await.until("it is answered there",
                () -> client.call("turns.list", JsonObject.of("session", session)).array("turns")
                        .orElseThrow().values().stream().filter(turn -> turn.toString().contains("\"finished\""))
                        .count() == 2);
        assertThat(gateway.command("triggers", "get", "there").out()).contains("fired", session);
        write("there",
                "{\"name\": \"there\", \"cron\": \"0 8 1 1 *\", \"session\": \"s_none\", \"text\": \"/time.now\"}");
        Await.until("its session is another", () -> list(client).contains("s_none"));
        assertThat(client.refusal("triggers.run", JsonObject.of("trigger", "there"))).isEqualTo("not_found");
        client.nextEvent("trigger.failed", payload -> payload.toString().contains("there is no session s_none"));
    }

    private void write(String name, String json) throws Exception {
        var conf = home.resolve("conf");
        Files.move(Files.writeString(conf.resolve(name + ".new"), json), conf.resolve(PID + "~" + name + ".json"),
                StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** As if the gateway had died that long ago. */
    private long lieDownForThreeDays() throws Exception {
        try (var store = TestStore.open(home)) {
            var state = store.rows().trigger("default", "report").orElseThrow();
            store.store().commit(Batch.of(new Write.PutTrigger(
                    state.settled(Instant.now().minus(Duration.ofDays(3))), state.revision())));
        }
        return 3;
    }

    private static String list(WireClient client) throws Exception {
        return client.call("triggers.list", JsonObject.EMPTY).toString();
    }

    private static JsonObject report(WireClient client) throws Exception {
        return client.call("triggers.get", REPORT);
    }

    private static long fired(WireClient client) throws Exception {
        return report(client).object("trigger").flatMap(trigger -> trigger.integer("fired")).orElse(0L);
    }
}

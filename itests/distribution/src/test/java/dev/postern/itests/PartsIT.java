// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import dev.postern.itests.plugin.PlainChat;
import dev.postern.itests.plugin.ThrowsEverywhere;
import dev.postern.itests.plugin.ThrowsWhenAsked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Parts of plugins that are no tools: updated while they are busy, and such as throw. */
@ExtendWith(SharedGateway.class)
class PartsIT {
    private static final int SENDERS = 4;
    private static final int UPDATES = 5;
    private static final String ADAPTER = """

            <property name="postern.surface.name" value="%1$s"/>
            <property name="postern.hook.id" value="%1$s"/>
            <property name="postern.panel.id" value="%1$s"/>
            <property name="postern.panel.title" value="%1$s"/>
            <property name="postern.event.topics" type="String">turn.*</property>
            <service>%2$s</service>""";

    @TempDir
    Path folder;

    @Test
    void nothingIsLostOrDoubledWhileABusyAdapterIsUpdated(Gateway gateway) throws Exception {
        try (var client = gateway.connect(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            install(gateway, client, busy("1.0.0"));
            Await.until("it is open", () -> post(gateway, "busy", "first").statusCode() == 202);
            var over = new AtomicBoolean();
            var senders = new ArrayList<Future<Map<String, String>>>();
            for (int i = 0; i < SENDERS; i++) {
                var sender = "sender-" + i;
                senders.add(threads.submit(() -> sendUntil(over, gateway, sender)));
            }
            for (int i = 1; i <= UPDATES; i++) {
                install(gateway, client, busy("1.0." + i));
            }
            over.set(true);
            var turns = new HashMap<String, String>();
            for (var sender : senders) {
                turns.putAll(sender.get());
            }
            assertThat(turns).hasSizeGreaterThan(SENDERS * UPDATES);
            assertThat(turns.values()).doesNotHaveDuplicates();
            for (var turn : turns.entrySet()) {
                Await.until(turn + " is finished",
                        () -> client.call("turns.get", JsonObject.of("turn", turn.getValue()))
                                .object("turn").flatMap(it -> it.text("state")).orElse("").equals("finished"));
                // the same message once more is the same turn, whichever version took it
                assertThat(turnOf(post(gateway, "busy", turn.getKey()))).isEqualTo(turn.getValue());
            }
            client.call("plugins.uninstall", JsonObject.of("plugin", "busy"));
        }
    }

    @Test
    void whatThrowsInEveryCallHurtsNobody(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            for (var version : new String[]{"1.0.0", "1.1.0"}) {
                var log = gateway.home().resolve("log/postern.jsonl");
                var before = Files.size(log);
                install(gateway, client, HandmadeBundle.plugin("throws").header("Bundle-Version", version).component(
                        ThrowsEverywhere.class, services("throws", "surface.SurfaceAdapter", "surface.HookHandler",
                                "panel.Panel", "event.EventSubscriber")));
                var answer = post(gateway, "throws", "any");
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(answer.body()).contains("the hook failed").doesNotContain("NoClassDefFound");
                var asked = JsonObject.builder().put("panel", "throws").put("question", JsonObject.EMPTY).build();
                assertThat(client.refusal("panels.ask", asked)).isIn("internal", "unavailable");
                assertThat(gateway.get("/ui/panels/throws/index.html").statusCode())
                        .isEqualTo(500);
                client.say("/time.now");
                Await.until("its subscriber was told and its surface tried", () -> {
                    var told = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).substring((int) before);
                    return told.contains("on turn.") && told.contains("not open");
                });
            }
            client.call("plugins.uninstall", JsonObject.of("plugin", "throws"));
            assertThat(post(gateway, "throws", "any").statusCode()).isEqualTo(404);
            client.say("/time.now");
        }
    }

    @Test
    void whatDecidesAndIsTriggeredByThrowingHurtsNobody(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            client.subscribe("trigger.failed");
            install(gateway, client, HandmadeBundle.plugin("asked").component(ThrowsWhenAsked.class, """

                    <property name="postern.planner.name" value="asked"/>
                    <property name="postern.schedule.name" value="asked"/>
                    <property name="postern.schedule.cron" value="0 8 1 1 *"/>
                    <property name="postern.pattern.name" value="asked"/>
                    <property name="postern.pattern.regex" value="who is .+"/>
                    <service><provide interface="dev.postern.api.planner.Planner"/>
                    <provide interface="dev.postern.api.trigger.ScheduleTrigger"/>
                    <provide interface="dev.postern.api.trigger.MessageTrigger"/></service>"""));
            Await.until("its schedule is there",
                    () -> client.call("triggers.list", JsonObject.EMPTY).toString().contains("asked"));
            var matched = client.say("who is there");
            assertThat(matched.text("state")).contains("finished");
            assertThat(matched.text("reply").orElseThrow()).contains("trigger");
            client.request("triggers.run", JsonObject.of("trigger", "asked/asked"), JsonObject.EMPTY);
            client.nextEvent("trigger.failed", payload -> payload.toString().contains("asked"));
            var session = client.say(Messages.in("asked", "/time.now")).text("session").orElseThrow();
            decideBy(client, session, "asked");
            assertThat(client.say(JsonObject.builder().put("session", session).put("text", "hello").build())
                    .text("state")).contains("failed");
            decideBy(client, session, "rules");
            assertThat(client.say(JsonObject.builder().put("session", session).put("text", "/time.now").build())
                    .text("state")).contains("finished");
            client.call("plugins.uninstall", JsonObject.of("plugin", "asked"));
        }
    }

    private static void decideBy(WireClient client, String session, String planner) throws Exception {
        var revision = client.call("sessions.get", JsonObject.of("session", session)).object("session").orElseThrow()
                .integer("revision").orElseThrow();
        client.call("sessions.update", JsonObject.builder().put("session", session).put("revision", revision)
                .put("settings", JsonObject.of("planner", planner)).build());
    }

    private static HandmadeBundle busy(String version) throws Exception {
        return HandmadeBundle.plugin("busy").header("Bundle-Version", version).component(PlainChat.class,
                services("busy", "surface.SurfaceAdapter", "surface.HookHandler"));
    }

    private static String services(String name, String... interfaces) {
        var provided = new StringBuilder();
        for (var each : interfaces) {
            provided.append("<provide interface=\"dev.postern.api.").append(each).append("\"/>");
        }
        return ADAPTER.formatted(name, provided);
    }

    private void install(Gateway gateway, WireClient client, HandmadeBundle bundle) throws Exception {
        var imports = Files.createDirectories(gateway.home().resolve("import"));
        bundle.header("Import-Package", "dev.postern.api.surface,dev.postern.api.json,dev.postern.api.message,"
                + "dev.postern.api.panel,dev.postern.api.event,dev.postern.api.planner,dev.postern.api.trigger")
                .write(imports.resolve("part.jar"));
        client.call("plugins.install", JsonObject.builder().put("source", JsonObject.of("path", "part.jar")).build());
    }

    /** Posts one message after another, each until it is taken; what was taken, and as which turn. */
    private static Map<String, String> sendUntil(AtomicBoolean over, Gateway gateway, String sender) throws Exception {
        var turns = new HashMap<String, String>();
        while (!over.get()) {
            var id = sender + "." + turns.size();
            Await.until(id + " is taken", () -> {
                var answer = post(gateway, "busy", id);
                assertThat(answer.statusCode()).isIn(202, 503);
                if (answer.statusCode() == 202) {
                    turns.put(id, turnOf(answer));
                }
                return answer.statusCode() == 202;
            });
        }
        return turns;
    }

    private static String turnOf(HttpResponse<String> answer) throws Exception {
        return ((JsonObject) JsonValue.parse(answer.body())).text("turn").orElseThrow();
    }

    private static HttpResponse<String> post(Gateway gateway, String hook, String id) throws Exception {
        return gateway
                .send(HttpRequest.newBuilder(gateway.uri("/hooks/" + hook)).POST(BodyPublishers.ofString(id)).build());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.Trees;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets of calls that a person lets run are found nowhere: while they wait, when they have ended, and on disk. */
class CanaryIT {
    /** Looks like no credential: what hides it knows that it is one, and does not guess. */
    private static final String IN_A_HEADER = "canary/ochre:4711 \"quoted\" end";
    private static final String IN_A_WORD = "canary in a coal mine 4712";
    private static final String IN_A_FILE = "canary,that,sings,4713";

    @TempDir
    Path home;
    private final List<String> sung = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> found = new ArrayList<>();
    private HttpServer site;

    @BeforeEach
    void serve() throws Exception {
        site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            var token = exchange.getRequestHeaders().getFirst("X-Token");
            sung.add(String.valueOf(token));
            // answers often quote what was asked
            var answer = ("you said " + token).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        site.start();
    }

    @AfterEach
    void stop() {
        site.stop(0);
    }

    @Test
    void nothingOfASecretIsLeftButInItsFile() throws Exception {
        try (var gateway = Gateway.builder(home)
                .configure("dev.postern.access",
                        "{\"hosts\":[\"tools-web=127.0.0.1:*\"],\"privateHosts\":[\"127.0.0.1\"]}")
                .secret("confided", IN_A_FILE)
                .start();
                var client = gateway.connect();
                var listener = gateway.connect()) {
            Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
            client.call("policy.put", JsonObject.builder().put("document", JsonValue.parse("""
                    {"rules": [{"id": "ask", "effect": "confirm", "when": {"tools": ["hostile.*"]}}]}
                    """)).build());
            listener.subscribe("approval.*", "message.*", "plugin.*", "session.*", "tool.*", "turn.*");

            var web = Approvals.invoke(client, invoke("web.request", JsonObject.builder().put("method", "POST")
                    .put("url", "http://127.0.0.1:" + site.getAddress().getPort() + "/").put("body", "hello")
                    .put("secretHeaders", JsonObject.of("X-Token", IN_A_HEADER)).build()));
            var word = Approvals.invoke(client, invoke("hostile.confides", JsonObject.of("word", IN_A_WORD)));
            assertThat(web.object("input").orElseThrow().toString()).contains("[redacted]");
            assertThat(word.object("input").orElseThrow().toString()).contains("[redacted]");
            nowhere(gateway, client, listener, List.of(web, word), "while they wait");

            Approvals.decide(client, web, "approve");
            Approvals.decide(client, word, "approve");
            assertThat(ended(client, web).toString()).contains("\"finished\"");
            assertThat(sung).as("the tool itself has it").containsExactly(IN_A_HEADER);
            assertThat(ended(client, word).toString()).contains("\"failed\"");
            nowhere(gateway, client, listener, List.of(web, word), "when they have ended");
            gateway.terminate();
        }
        onDisk("after the end");
        assertThat(found).as("places where a secret is").isEmpty();
    }

    private void nowhere(Gateway gateway, WireClient client, WireClient listener, List<JsonObject> asked, String when)
            throws Exception {
        for (var approval : asked) {
            clean("approvals.get " + when, Approvals.get(client, Approvals.id(approval)).toString());
            for (var method : List.of("calls.get", "policy.explain")) {
                clean(method + " " + when,
                        client.call(method, JsonObject.of("call", approval.text("call").orElseThrow())).toString());
            }
            clean("approvals show " + when, said(gateway, "approvals", "show", Approvals.id(approval)));
        }
        for (var method : List.of("approvals.list", "audit.query", "audit.export", "audit.verify", "policy.history",
                "sessions.list", "turns.list", "plugins.list", "tools.list")) {
            clean(method + " " + when, client.call(method, JsonObject.EMPTY).toString());
        }
        clean("audit " + when, said(gateway, "audit"));
        Pages.of(gateway).forEach((path, page) -> clean(path + " " + when, page));
        events(client, listener, when);
        onDisk(when);
    }

    /** All that was told up to now: what is done here comes last. */
    private void events(WireClient client, WireClient listener, String when) throws Exception {
        var last = client.call("messages.send", Messages.in("mark", "/time.now")).text("turn").orElseThrow();
        JsonObject event;
        do {
            event = listener.nextEvent();
            heard.add(event.toString());
        } while (!event.text("topic").orElse("").equals("turn.finished") || !event.toString().contains(last));
        var all = String.join("\n", heard);
        assertThat(all).contains("approval.requested");
        clean("events " + when, all);
    }

    /** Every file of the home but the secret's own. */
    private void onDisk(String when) throws IOException {
        for (var path : Trees.list(home, _ -> true)) {
            if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                    && !path.equals(home.resolve("secrets/confided"))) {
                try {
                    // one byte a character: whatever the file is, a text in it is found
                    clean(home.relativize(path) + " " + when, Files.readString(path, StandardCharsets.ISO_8859_1));
                } catch (NoSuchFileException gone) {
                    // a file of the database's that it needs no more
                }
            }
        }
    }

    private void clean(String where, String text) {
        for (var spelling : spellings().entrySet()) {
            if (text.contains(spelling.getValue())) {
                found.add(spelling.getKey() + " in " + where);
            }
        }
    }

    /** Each secret as it is, as JSON, a URL or Base64 would have it, and as a database may keep it. */
    private static Map<String, String> spellings() {
        var spellings = new TreeMap<String, String>();
        for (var secret : List.of(IN_A_HEADER, IN_A_WORD, IN_A_FILE)) {
            spellings.put(secret, secret);
            spellings.put(secret + " as JSON", new JsonString(secret).toString().substring(1,
                    secret.length()));
            spellings.put(secret + " in a URL", URLEncoder.encode(secret, StandardCharsets.UTF_8));
            spellings.put(secret + " in Base64", base64(secret));
            spellings.put(secret + " in UTF-16",
                    new String(secret.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1));
        }
        return spellings;
    }

    private static String base64(String secret) {
        var text = Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        return text.substring(0, text.length() - 1);
    }

    private static JsonObject ended(WireClient client, JsonObject asked) throws Exception {
        var params = JsonObject.of("call", asked.text("call").orElseThrow());
        var call = new JsonObject[]{JsonObject.EMPTY};
        Await.until("the call has ended", () -> {
            call[0] = client.call("calls.get", params).object("call").orElseThrow();
            return List.of("finished", "failed", "denied", "cancelled").contains(call[0].text("state").orElse(""));
        });
        return call[0];
    }

    private static String said(Gateway gateway, String... words) throws Exception {
        var done = gateway.command(words);
        assertThat(done.exit()).as(done.err()).isZero();
        return done.out() + done.err();
    }

    private static JsonObject invoke(String tool, JsonObject input) {
        return JsonObject.builder().put("tool", tool).put("input", input).build();
    }
}

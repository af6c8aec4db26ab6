// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bad configuration is refused with its file, key and rule, and what was there before serves on. */
class BadConfigurationIT {
    private static final String HOOK = """
            {"postern.hook.id": "shop", "postern.surface.name": "webhook.shop", "secret": ["hook-key"],
             "text": "%s"}
            """;
    private static final String PATTERN = """
            {"name": "hello", "pattern": "%s", "calls": ["{\\"tool\\":\\"time.now\\",\\"input\\":{}}"],
             "reply": "hello yourself"}
            """;

    /** By file: what its refusal says. */
    private static final Map<String, String> REFUSED = new TreeMap<>(Map.of(
            "dev.postern.access", "roots: there is no folder",
            "dev.postern.adapters.webhook~shop", "text: the placeholder at character 0 has no }",
            "dev.postern.gateway", "origins: each is a scheme, a host",
            "dev.postern.pipeline", "max.steps must be a whole number from 1 to 1000",
            "dev.postern.planner.rules.pattern~hello",
            "the pattern \"hello\" (dev.postern.planner.rules.pattern): pattern: is no regular expression",
            "dev.postern.store", "url: it begins with jdbc:postgresql:"));

    @Test
    void isRefusedNamedAndChangesNothingAtOnceAndAtTheNextStart(@TempDir Path home) throws Exception {
        try (var gateway = Gateway.builder(home)
                .secret("hook-key", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .configure("dev.postern.access", "{\"roots\": [\"workspace=workspace\", \"notes=notes\"]}")
                .configure("dev.postern.adapters.webhook~shop", HOOK.formatted("{/text}"))
                .configure("dev.postern.planner.rules.pattern~hello", PATTERN.formatted("hello"))
                .start();
                var client = gateway.connect()) {
            serves(gateway, client);
            write(home, "dev.postern.access", "{\"roots\": [\"notes=nowhere:ro\"]}");
            write(home, "dev.postern.adapters.webhook~shop", HOOK.formatted("{/text"));
            write(home, "dev.postern.gateway", "{\"origins\": [\"https://ops.example.org/\"]}");
            write(home, "dev.postern.pipeline", "{\"max.steps\": 0}");
            write(home, "dev.postern.planner.rules.pattern~hello", PATTERN.formatted("hello("));
            write(home, "dev.postern.store", "{\"url\": \"mysql://db/postern\"}");
            isSaid(gateway, client);
            serves(gateway, client);
            assertThat(gateway.terminate()).isZero();
        }
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            isSaid(gateway, client);
            serves(gateway, client);

            write(home, "dev.postern.planner.rules.pattern~hello", PATTERN.formatted("good day"));
            Await.until("the mended pattern is in force", () -> !config(client).contains("pattern~hello"));
            answers(client, "good day");
        }
    }

    /** A folder can go when nobody writes configurations. */
    @Test
    void aRootThatIsGoneAtTheNextStartKeepsNothingElseOut(@TempDir Path home) throws Exception {
        var share = Files.createDirectories(home.resolve("share"));
        try (var gateway = Gateway.builder(home).configure("dev.postern.access",
                "{\"roots\": [\"workspace=workspace\", \"share=share:ro\"]}").start()) {
            assertThat(gateway.terminate()).isZero();
        }
        Files.delete(share);
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            assertThat(health(client, "access")).contains("roots: there is no folder " + share);
            assertThat(client.say(Messages.in("roots", "/files.list")).text("reply").orElse(""))
                    .contains("workspace").doesNotContain("share");
            Files.createDirectories(share);
            assertThat(client.say(Messages.in("roots", "/files.list")).text("reply").orElse("")).contains("share");
            assertThat(health(client, "access")).isEmpty();
        }
    }

    private static void isSaid(Gateway gateway, WireClient client) throws Exception {
        for (var refused : REFUSED.entrySet()) {
            var said = "conf/" + refused.getKey() + ".json: " + refused.getValue();
            Await.until(said, () -> config(client).contains(said));
            Await.until("the log has " + said, () -> gateway.log().contains(said));
        }
    }

    private static void serves(Gateway gateway, WireClient client) throws Exception {
        assertThat(gateway.get("/readyz").statusCode()).isEqualTo(200);
        answers(client, "hello");
        assertThat(client.say(Messages.in("rules", "/files.list")).text("reply").orElse("")).contains("notes");
        Await.until("the hook asks for a signature", () -> gateway.send(HttpRequest.newBuilder(
                gateway.uri("/hooks/shop")).POST(BodyPublishers.ofString("{}")).build()).statusCode() == 401);
    }

    /** A pattern serves a little after its file is in force. */
    private static void answers(WireClient client, String text) throws Exception {
        Await.until("it answers to " + text, () -> client.say(Messages.in("rules", text)).text("reply").orElse("")
                .contains("hello yourself"));
    }

    private static String config(WireClient client) throws Exception {
        return health(client, "config");
    }

    private static String health(WireClient client, String part) throws Exception {
        return client.call("gateway.health", JsonObject.EMPTY).array("parts").orElseThrow().values().stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.text("name").orElse("").equals(part))
                .map(each -> each.text("message").orElse(""))
                .findFirst().orElseThrow();
    }

    private static void write(Path home, String pid, String content) throws Exception {
        var written = Files.writeString(home.resolve("conf").resolve(pid + ".new"), content);
        Files.move(written, home.resolve("conf").resolve(pid + ".json"), StandardCopyOption.REPLACE_EXISTING);
    }
}

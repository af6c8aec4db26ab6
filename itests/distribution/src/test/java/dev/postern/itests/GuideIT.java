// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Distribution;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Trees;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the plugin author's guide, run as they stand there: from nothing to a tool that answers, and on. */
class GuideIT {
    private static final Pattern BLOCK = Pattern.compile("(?s)## From nothing to an answer\n.*?```sh\n(.*?)```");
    /** On a warm repository, on a machine that does nothing else; the guide says what was measured. */
    private static final Duration PROMISED = Duration.ofMinutes(5);
    private static final String INSTALLED = "greetings 0.1.0.dev-";

    @TempDir
    Path folder;

    @Test
    void fromNothingToAToolThatAnswersAndChangesUnderItsCallers() throws Exception {
        var commands = commands();
        assertThat(commands).hasSize(5);
        assertThat(commands.getFirst()).startsWith("./postern run");
        var launcher = Files.writeString(folder.resolve("postern"),
                "#!/bin/sh\nexec " + Distribution.folder().resolve("postern") + " \"$@\"\n");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        try (var gateway = Gateway.start(Files.createDirectory(folder.resolve("home")))) {
            long begin = System.nanoTime();
            var said = "";
            for (var command : commands.subList(1, 5)) {
                said = run(command);
            }
            assertThat(said).contains("Hello, Ada!");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PROMISED);
            develop(gateway);
            installTheExample(gateway);
        }
        publish();
    }

    /** From the project into a folder that a web server can host, and a copy of that. */
    private void publish() throws Exception {
        run("./postern plugins keygen my.key --name Me");
        var publish = "./postern plugins publish greetings --to shop --key my.key --licence Apache-2.0";
        // what its own tests do not pass is not published
        assertThat(run("! " + publish)).contains("not_built");
        assertThat(folder.resolve("shop")).doesNotExist();
        var greet = folder.resolve("greetings/src/main/java/org/example/greetings/Greet.java");
        Files.writeString(greet, Files.readString(greet).replace("\"Good day, \"", "\"Hello, \""));
        var published = run(publish);
        assertThat(published).contains("greetings 0.1.0  published in shop");
        var key = published.replaceAll("(?s).*key  ([0-9a-f]{64}).*", "$1");
        assertThat(run("./postern marketplace check shop --key-sha256 " + key)).contains("shop  1 versions, serial 1");
        assertThat(run("./postern marketplace mirror shop --to copy --key-sha256 " + key)).contains("2 files fetched");
        assertThat(folder.resolve("copy/index.xml")).content().contains("greetings.greet");
    }

    /** One of each kind of part, built with its contract tests, and taken by a gateway. */
    private void installTheExample(Gateway gateway) throws Exception {
        Trees.copy(Distribution.root().resolve("examples/parts-plugin"), folder.resolve("parts"));
        run("mvn -q -f parts clean package -Dpostern.repository=" + Distribution.folder().resolve("author"));
        assertThat(run("./postern plugins plan parts/target/parts-plugin-1.0.0.jar")).contains(
                "dev.postern.api.trigger.ScheduleTrigger", "dev.postern.api.trigger.WebhookTrigger");
        run("./postern plugins install parts/target/parts-plugin-1.0.0.jar");
        assertThat(run("./postern plugins why parts")).contains("parts 1.0.0 serves");
        assertThat(gateway.command("send", "/parts.convert value=2 from=mile to=metre").out()).contains("3218.688");
        itsSettingHoldsAtOnce(gateway);
        itsTriggersFire(gateway);
    }

    /** Its default, what a file says while it runs, and what no file may say; the panel forgets nothing meanwhile. */
    private void itsSettingHoldsAtOnce(Gateway gateway) throws Exception {
        var settings = gateway.home().resolve("conf/org.example.parts.LastCalls.json");
        try (var client = gateway.connect()) {
            for (int i = 0; i < 5; i++) {
                client.say("/time.now");
            }
            Await.until("it shows them all", () -> lastCalls(client) >= 5);
            Files.writeString(settings, "{\"most\": 3}");
            Await.until("it shows three, once it hears of another", () -> {
                client.say("/time.now");
                return lastCalls(client) == 3;
            });
            Files.writeString(settings, "{\"most\": 0}");
            Await.until("the file is refused", () -> client.call("gateway.health", JsonObject.EMPTY).toString()
                    .contains("conf/org.example.parts.LastCalls.json: most must be a whole number from 1 to 100"));
            client.say("/time.now");
            assertThat(lastCalls(client)).isEqualTo(3);
            Files.delete(settings);
            Await.until("it shows more by its default again", () -> {
                client.say("/time.now");
                return lastCalls(client) > 3;
            });
        }
    }

    private static int lastCalls(WireClient client) throws Exception {
        return client.call("panels.ask", JsonObject.builder().put("panel", "parts-last-calls")
                .put("question", JsonObject.of("what", "last")).build()).object("answer").orElseThrow()
                .array("tools").orElseThrow().values().size();
    }

    /** By the clock, by what a message says, and by a signed request to the webhook that names one. */
    private void itsTriggersFire(Gateway gateway) throws Exception {
        assertThat(gateway.command("triggers").out()).contains("parts/review", "parts/deploys", "parts/lengths");
        assertThat(gateway.command("triggers", "run", "parts/review").out()).startsWith("parts/review  fired  t_");
        assertThat(gateway.command("send", "2 Miles in metres?").out()).contains("3218.688");
        var key = "it is a secret to everybody";
        Files.writeString(gateway.home().resolve("secrets/deploys-key"), key);
        Files.setPosixFilePermissions(gateway.home().resolve("secrets/deploys-key"),
                PosixFilePermissions.fromString("rw-------"));
        Files.writeString(gateway.home().resolve("conf/dev.postern.adapters.webhook~deploys.json"), """
                {"postern.hook.id": "deploys", "postern.surface.name": "webhook.deploys", "signature": "github",
                 "secret": ["deploys-key"], "peer": "ci", "trigger": "deploys"}""");
        var failed = "{\"service\":\"shop\",\"state\":\"failed\"}";
        Await.until("the webhook is open", () -> post(gateway, failed, "other").statusCode() == 401);
        assertThat(post(gateway, failed, key).body()).contains("\"turn\":\"t_", "\"duplicate\":false");
        assertThat(post(gateway, "{\"service\":\"shop\",\"state\":\"done\"}", key).body()).contains("ignored");
        assertThat(post(gateway, "{}", key).body()).contains("the payload names no service");
        assertThat(gateway.command("sessions", "list").out()).contains("webhook.deploys");
    }

    private static HttpResponse<String> post(Gateway gateway, String body, String key) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var signature = "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        return gateway.send(HttpRequest.newBuilder(gateway.uri("/hooks/deploys"))
                .header("Content-Type", "application/json").header("X-GitHub-Event", "deployment_status")
                .header("X-GitHub-Delivery", UUID.randomUUID().toString()).header("X-Hub-Signature-256", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    /** The watching command is in the middle of its work all the time: what it says is read as it says it. */
    private void develop(Gateway gateway) throws Exception {
        var greet = folder.resolve("greetings/src/main/java/org/example/greetings/Greet.java");
        var source = Files.readString(greet);
        var log = folder.resolve("dev.txt");
        var watching = shell("exec ./postern plugins dev greetings", log);
        try {
            await(watching, log, INSTALLED);
            await(watching, log, "Watching");
            Files.writeString(greet, source.replace("\"Hello, \"", "\"Good day, \" + nobody"));
            await(watching, log, "src/main/java/org/example/greetings/Greet.java:35: cannot find symbol");
            await(watching, log, "not_built");
            assertThat(gateway.command("send", "/greetings.greet name=Ada").out()).contains("Hello, Ada!");
            Files.writeString(greet, source.replace("\"Hello, \"", "\"Good day, \"").replace("max = 80", "max = 40"));
            await(watching, log, "/inputSchema/properties/name takes less");
            await(watching, log, "Raise the tool's version");
            Files.writeString(greet, source.replace("\"Hello, \"", "\"Good day, \""));
            Await.until("the change is installed", () -> read(watching, log).split(INSTALLED, -1).length == 3);
            assertThat(gateway.command("send", "/greetings.greet name=Ada").out()).contains("Good day, Ada!");
            // not Ctrl-C, which whoever started this build in the background has taught all its processes to ignore
            watching.destroy();
            assertThat(watching.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            watching.destroyForcibly();
        }
    }

    private static void await(Process process, Path log, String text) throws Exception {
        Await.until("it says: " + text, () -> read(process, log).contains(text));
    }

    private static String read(Process process, Path log) throws Exception {
        var said = Files.readString(log);
        assertThat(process.isAlive()).as(said).isTrue();
        return said;
    }

    private static List<String> commands() throws Exception {
        var guide = Files.readString(Distribution.root().resolve("docs/plugin-authors-guide.md"));
        var block = BLOCK.matcher(guide);
        assertThat(block.find()).isTrue();
        return block.group(1).lines().toList();
    }

    private String run(String command) throws Exception {
        var log = Files.createTempFile(folder, "command-", ".txt");
        var process = shell(command, log);
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("%s: %s", command, Files.readString(log)).isZero();
        return Files.readString(log);
    }

    private Process shell(String command, Path log) throws Exception {
        var builder = new ProcessBuilder("bash", "-c", command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("POSTERN_HOME", folder.resolve("home").toString());
        var local = System.getProperty("maven.repo.local");
        builder.environment().put("MAVEN_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
                + (local == null ? "" : " -Dmaven.repo.local=" + local));
        return builder.start();
    }
}

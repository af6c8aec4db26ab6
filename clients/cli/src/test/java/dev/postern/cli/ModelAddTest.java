// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import dev.postern.api.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code model add} writes once a model answers. */
class ModelAddTest {
    private static final String KEY = "sk-canary-4711";

    @TempDir
    Path folder;

    private ModelHome at;

    @BeforeEach
    void start() throws Exception {
        at = new ModelHome(folder.resolve("home"));
    }

    @AfterEach
    void stop() {
        at.close();
    }

    @Test
    void findsAServerOfThisMachineAsksItAndWritesWhatAGatewayTakes() throws Exception {
        var ended = at.add("--ports", Integer.toString(at.endpoint.port()));
        assertThat(ended.err()).startsWith("A gateway that runs takes this within a second. The planner stays rules:");
        var name = "local-" + at.endpoint.port();
        assertThat(ended.out().replaceAll(" +", " ")).isEqualTo("""
                Found %1$s %2$s m
                endpoint %1$s
                url %2$s
                wire chat
                model %1$s/m
                answer Hello.
                tokens
                 read 14
                 written 3
                files
                 FILE DONE
                 conf/dev.postern.access.json made
                 conf/dev.postern.models.openai~%1$s.json made
                 conf/dev.postern.planner.models.json made""".formatted(name, at.endpoint.url()));
        assertThat(at.endpoint.requests).singleElement()
                .hasToString("{\"model\":\"m\",\"stream\":false,\"max_tokens\":16,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Say hello in one word.\"}]}");
        assertThat(at.endpoint.keys).containsOnly("null");
        assertThat(at.conf("dev.postern.models.openai~" + name)).isEqualTo(JsonObject.builder()
                .put("postern.model.provider.name", name).put("url", at.endpoint.url()).build());
        assertThat(at.conf("dev.postern.access")).hasToString("{\"hosts\":[\"adapters-webhook=*:*\","
                + "\"models-openai=127.0.0.1:%1$d\"],\"privateHosts\":[\"127.0.0.1:%1$d\"]}"
                        .formatted(at.endpoint.port()));
        assertThat(at.conf("dev.postern.planner.models")).isEqualTo(JsonObject.of("model", name + "/m"));
        assertThat(at.files()).hasSize(3);
        assertThat(at.mode("conf")).isEqualTo("rwx------");
    }

    @Test
    void asksForJson() throws Exception {
        var ended = at.add("--json", "--default", "--name", "near", "--ports", Integer.toString(at.endpoint.port()));
        assertThat(ended.err()).isEmpty();
        assertThat(FakeGateway.json(ended.out()))
                .hasToString(("{\"endpoint\":\"near\",\"url\":\"%1$s\",\"wire\":\"chat\",\"model\":\"near/m\","
                        + "\"answer\":\"Hello.\",\"tokens\":{\"read\":14,\"written\":3},\"files\":["
                        + "{\"file\":\"conf/dev.postern.access.json\",\"done\":\"made\"},"
                        + "{\"file\":\"conf/dev.postern.models.openai~near.json\",\"done\":\"made\"},"
                        + "{\"file\":\"conf/dev.postern.planner.models.json\",\"done\":\"made\"},"
                        + "{\"file\":\"conf/dev.postern.pipeline.json\",\"done\":\"made\"}],"
                        + "\"found\":[{\"name\":\"local-%2$d\",\"url\":\"%1$s\",\"models\":[\"m\"]}]}")
                        .formatted(at.endpoint.url(), at.endpoint.port()));
        assertThat(at.conf("dev.postern.pipeline")).isEqualTo(JsonObject.of("planner", "models"));
    }

    @Test
    void takesAKeyThatIsNowhereButInItsFile() throws Exception {
        // it repeats what it was sent, where people look
        at.endpoint.models = FakeEndpoint.says(200, "{\"data\":[{\"id\":\"%s\"},{\"id\":\"m\"}]}".formatted(KEY));
        at.endpoint.chat = FakeEndpoint.says(200, """
                {"choices":[{"message":{"content":"Your key is %s."}}]}""".formatted(KEY));
        var ended = at.addWithKey("  " + KEY + "\n", "--name", "far", "--default");
        assertThat(ended.err()).startsWith("A gateway").contains("far/m decides in all sessions");
        assertThat(ended.out()).contains("Your key is [key].", "secrets/far.key").doesNotContain(KEY);
        assertThat(at.endpoint.keys).containsOnly("Bearer " + KEY);
        assertThat(at.conf("dev.postern.models.openai~far").text("key")).contains("far.key");
        var files = at.files();
        assertThat(files.remove("secrets/far.key")).isEqualTo(KEY + "\n");
        assertThat(files).hasSize(4);
        assertThat(files.toString()).doesNotContain(KEY);
        assertThat(at.mode("secrets/far.key")).isEqualTo("rw-------");
        assertThat(at.mode("secrets")).isEqualTo("rwx------");
    }

    @Test
    void theNextTimeItsOwnKeyIsUsedAndNobodyElses() throws Exception {
        assertThat(at.addWithKey(KEY, "--name", "far").exit()).isZero();
        at.endpoint.keys.clear();
        assertThat(at.add("--url", at.endpoint.url() + "/", "--name", "far").out()).contains("kept")
                .doesNotContain("changed");
        assertThat(at.endpoint.keys).containsOnly("Bearer " + KEY);
        assertThat(at.conf("dev.postern.models.openai~far").text("key")).contains("far.key");
        try (var other = new FakeEndpoint()) {
            var before = at.files();
            assertThat(at.add("--url", other.url(), "--name", "far").err()).contains("conflict", "url", "--replace");
            assertThat(at.files()).isEqualTo(before);
            assertThat(at.add("--url", other.url(), "--name", "far", "--replace").exit()).isZero();
            assertThat(other.keys).containsOnly("null");
            assertThat(at.conf("dev.postern.models.openai~far").members()).doesNotContainKey("key");
        }
    }

    @Test
    void losesNothingOfWhatIsConfigured() throws Exception {
        var access = at.conf("dev.postern.access", """
                {"roots": ["a=b"], "hosts": ["tools-web=example.org"], "privateHosts": ["10.0.0.1"],
                 "maxFileBytes": 1000, "sandbox": "off"}""");
        Files.setPosixFilePermissions(access, PosixFilePermissions.fromString("rw-r-----"));
        at.conf("dev.postern.pipeline", "{\"max.steps\": 5}");
        at.conf("dev.postern.planner.models", "{\"instruction\": \"Be brief.\", \"fallbacks\": [\"a/b\"]}");
        at.conf("dev.postern.models.openai~near",
                "{\"postern.model.provider.name\":\"near\",\"url\":\"" + at.endpoint.url() + "\",\"attempts\":2}");
        assertThat(at.add("--url", at.endpoint.url(), "--name", "near", "--default").exit()).isZero();
        assertThat(at.conf("dev.postern.access"))
                .hasToString(("{\"roots\":[\"a=b\"],\"hosts\":[\"tools-web=example.org\","
                        + "\"models-openai=127.0.0.1:%1$d\"],\"privateHosts\":[\"10.0.0.1\",\"127.0.0.1:%1$d\"],"
                        + "\"maxFileBytes\":1000,\"sandbox\":\"off\"}").formatted(at.endpoint.port()));
        assertThat(at.mode("conf/dev.postern.access.json")).isEqualTo("rw-r-----");
        assertThat(at.conf("dev.postern.pipeline")).hasToString("{\"max.steps\":5,\"planner\":\"models\"}");
        assertThat(at.conf("dev.postern.planner.models")).hasToString(
                "{\"instruction\":\"Be brief.\",\"fallbacks\":[\"a/b\"],\"model\":\"near/m\"}");
        assertThat(at.conf("dev.postern.models.openai~near").integer("attempts")).contains(2L);
        // once is enough, and a grant of every port is one
        var before = at.files();
        assertThat(at.add("--url", at.endpoint.url(), "--name", "near", "--default").out()).doesNotContain("changed",
                "made");
        assertThat(at.files()).isEqualTo(before);
    }

    @Test
    void aGrantOfEveryPortIsOne() throws Exception {
        var wide = "{\"hosts\":[\"models-openai=127.0.0.1:*\"],\"privateHosts\":[\"127.0.0.1\"]}";
        at.conf("dev.postern.access", wide);
        assertThat(at.add("--url", at.endpoint.url()).exit()).isZero();
        assertThat(at.files()).containsEntry("conf/dev.postern.access.json", wide);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "dev.postern.models.openai~near | {\"postern.model.provider.name\":\"near\",\"url\":\"http://127.0.0.1:9/v1\"} | url",
        "dev.postern.models.openai~near | {\"postern.model.provider.name\":\"far\",\"url\":\"http://a/v1\"} | provider.name",
        "dev.postern.planner.models | {\"model\":\"other/m\"} | other/m",
        "dev.postern.pipeline | {\"planner\":\"rules\"} | rules",
    })
    void whatIsConfiguredOtherwiseStaysUnlessItIsToBeReplaced(String pid, String content, String named)
            throws Exception {
        at.conf(pid, content);
        var before = at.files();
        var ended = at.add("--url", at.endpoint.url(), "--name", "near", "--default");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).startsWith("postern: conflict: conf/" + pid + ".json").contains(named, "--replace");
        assertThat(at.files()).isEqualTo(before);
        assertThat(at.endpoint.requests).isEmpty();
        assertThat(at.add("--url", at.endpoint.url(), "--name", "near", "--default", "--replace").exit()).isZero();
        assertThat(at.conf("dev.postern.models.openai~near").text("url")).contains(at.endpoint.url());
        assertThat(at.conf("dev.postern.planner.models").text("model")).contains("near/m");
        assertThat(at.conf("dev.postern.pipeline").text("planner")).contains("models");
    }

    @Test
    void aKeyStaysUnlessItIsToBeReplaced() throws Exception {
        assertThat(at.addWithKey(KEY, "--name", "far").exit()).isZero();
        var ended = at.addWithKey("sk-another", "--name", "far");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).startsWith("postern: conflict: secrets/far.key holds another key");
        assertThat(at.files()).containsEntry("secrets/far.key", KEY + "\n");
        assertThat(at.addWithKey(KEY, "--name", "far").exit()).isZero();
        assertThat(at.addWithKey("sk-another", "--name", "far", "--replace").exit()).isZero();
        assertThat(at.files()).containsEntry("secrets/far.key", "sk-another\n");
        assertThat(at.mode("secrets/far.key")).isEqualTo("rw-------");
    }

    @Test
    void learnsWhatTheEndpointCallsTheLimit() throws Exception {
        var good = at.endpoint.chat;
        at.endpoint.chat = exchange -> {
            if (at.endpoint.requests.getLast().members().containsKey("max_tokens")) {
                FakeEndpoint.says(400, "{\"error\":{\"message\":\"Use 'max_completion_tokens' instead.\"}}")
                        .answer(exchange);
            } else {
                good.answer(exchange);
            }
        };
        assertThat(at.add("--url", at.endpoint.url(), "--name", "new").exit()).isZero();
        assertThat(at.conf("dev.postern.models.openai~new").text("tokens.field")).contains("max_completion_tokens");
        assertThat(at.endpoint.requests).hasSize(2);
        assertThat(at.add("--url", at.endpoint.url(), "--name", "new").exit()).isZero();
        assertThat(at.endpoint.requests).hasSize(3);
    }

    @Test
    void itsUrlStandsForTheEndpointInHelpAndCompletion() {
        var help = at.shell.run("model", "add", "--help").out();
        assertThat(help.lines().filter(line -> line.strip().startsWith("--url "))).singleElement().asString()
                .contains("endpoint's address");
        assertThat(at.shell.run("completion", "bash").out()).contains("'model ') words='add list test'",
                "'model add') words='--url --wire --name --model --key");
    }
}

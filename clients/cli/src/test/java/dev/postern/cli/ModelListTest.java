// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code model list} and {@code model test}. */
class ModelListTest {
    private static final String KEY = "sk-canary-4711";

    @TempDir
    Path home;

    private FakeEndpoint endpoint;
    private Shell shell;

    @BeforeEach
    void start() throws Exception {
        endpoint = new FakeEndpoint();
        shell = new Shell(Map.of("POSTERN_HOME", home.toString()));
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    private void conf(String pid, String content) throws Exception {
        Files.writeString(Files.createDirectories(home.resolve("conf")).resolve(pid + ".json"), content);
    }

    private void endpoint(String name, String url, String more) throws Exception {
        conf("dev.postern.models.openai~" + name,
                "{\"postern.model.provider.name\":\"%s\",\"url\":\"%s\"%s}".formatted(name, url, more));
    }

    private void secret(String name, String value, String mode) throws Exception {
        var file = Files.createDirectories(home.resolve("secrets")).resolve(name);
        Files.writeString(file, value);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void listsWhatIsConfiguredAndWhetherItAnswers() throws Exception {
        endpoint("near", endpoint.url(), ",\"key\":\"near.key\"");
        secret("near.key", KEY + "\n", "rw-------");
        endpoint("away", "http://no-such-host.invalid/v1", "");
        endpoint("open", endpoint.url(), ",\"key\":\"open.key\"");
        secret("open.key", "sk-open", "rw-r--r--");
        endpoint("greedy", endpoint.url(), ",\"key\":\"operator.token\"");
        secret("operator.token", "pst_operator", "rw-------");
        endpoint("lost", endpoint.url(), ",\"key\":\"../conf/x\"");
        conf("dev.postern.planner.models", "{\"model\":\"near/m\"}");
        var ended = shell.run("model");
        assertThat(ended.exit()).isZero();
        var lines = ended.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
        assertThat(lines).hasSize(6);
        assertThat(lines).anyMatch(line -> line.equals("near " + endpoint.url() + " chat true 1 m"));
        assertThat(lines).anyMatch(line -> line.startsWith("away") && line.endsWith(
                "false nobody knows the host no-such-host.invalid: is it spelled right?"));
        assertThat(lines)
                .anyMatch(line -> line.startsWith("open") && line.contains("so the gateway does not: chmod 600"));
        assertThat(lines).anyMatch(line -> line.startsWith("greedy") && line.contains("names no secret for models"));
        assertThat(lines).anyMatch(line -> line.startsWith("lost") && line.contains("names no secret for models"));
        assertThat(ended.out() + ended.err()).doesNotContain(KEY);
        assertThat(ended.err())
                .isEqualTo("The planner is rules: models are asked only in sessions with planner=models.");
        assertThat(endpoint.keys).containsExactly("Bearer " + KEY);
    }

    @Test
    void listsForPrograms() throws Exception {
        endpoint("near", endpoint.url(), ",\"key\":\"near.key\"");
        conf("dev.postern.pipeline", "{\"planner\":\"models\"}");
        var withKey = new Shell(Map.of("POSTERN_HOME", home.toString(), "POSTERN_SECRET_NEAR_KEY", KEY));
        assertThat(withKey.run("model", "list", "--json")).isEqualTo(new Shell.Ended(0,
                "{\"endpoints\":[{\"name\":\"near\",\"url\":\"" + endpoint.url()
                        + "\",\"wire\":\"chat\",\"key\":\"secrets/near.key\",\"answers\":true,\"models\":1}],\"planner\":\"models\",\"default\":\"\"}",
                ""));
        assertThat(endpoint.keys).containsExactly("Bearer " + KEY);
        assertThat(shell.run("model", "list").out()).contains("there is no secret near.key");
    }

    @Test
    void saysThatThereIsNone() {
        var none = shell.run("model", "list");
        assertThat(none).isEqualTo(
                new Shell.Ended(0, "", "No endpoint is configured: 'postern model add' sets one up."));
        assertThat(shell.run("model", "test", "near").err())
                .startsWith("postern: not_found: there is no endpoint near: 'postern model list'");
    }

    @Test
    void asksOnceMore() throws Exception {
        endpoint("near", endpoint.url(), ",\"tokens.field\":\"max_completion_tokens\"");
        assertThat(shell.run("model", "test", "near").out()).startsWith("endpoint  near")
                .contains("model     near/m", "answer    Hello.", "read     14");
        assertThat(endpoint.requests.getLast().integer("max_completion_tokens")).contains(16L);
        assertThat(shell.run("model", "test", "near/other:7b", "--json").out()).contains("\"near/other:7b\"");
        assertThat(endpoint.requests.getLast().text("model")).contains("other:7b");
        conf("dev.postern.planner.models", "{\"model\":\"near/usual\"}");
        assertThat(shell.run("model", "test", "near").out()).contains("near/usual");
        endpoint.chat = FakeEndpoint.says(401, "{}");
        var refused = shell.run("model", "test", "near");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).startsWith("postern: unauthenticated: " + endpoint.url() + " asks for a key");
    }

    @Test
    void namesTheFileWhoseAddressIsNone() throws Exception {
        endpoint("near", "nowhere", "");
        assertThat(shell.run("model", "test", "near").err()).startsWith(
                "postern: precondition_failed: conf/dev.postern.models.openai~near.json: url is the address");
    }
}

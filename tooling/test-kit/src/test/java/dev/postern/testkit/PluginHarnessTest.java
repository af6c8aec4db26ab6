// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import dev.postern.api.json.JsonObject;
import org.example.probe.Probe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginHarnessTest {
    private static Path jar = Path.of("");

    private final Probe probe = new Probe();
    private PluginHarness plugin;

    @BeforeAll
    static void pack(@TempDir Path folder) throws Exception {
        jar = Bundles.pack(folder, "probe");
    }

    @BeforeEach
    void begin() {
        plugin = PluginHarness.at(jar);
    }

    @AfterEach
    void end() {
        plugin.close();
    }

    private Outcome<Probe.Output> call(String what, String with) throws Exception {
        return plugin.call(probe, JsonObject.builder().put("what", what).put("with", with).build().toString());
    }

    private String failure(String what, String with) throws Exception {
        var failure = call(what, with).failure();
        return failure.code() + ": " + failure.message();
    }

    @Test
    void tellsTheTestsTimeAndKeepsWhatItTold() throws Exception {
        plugin.clock().advance(Duration.ofHours(1));
        var outcome = plugin.call(probe, "{\"what\":\"clock\"}");
        assertThat(outcome.output().text()).isEqualTo("2026-01-01T01:00:00Z");
        assertThat(outcome.recorded().times()).containsExactly(Instant.parse("2026-01-01T01:00:00Z"));
        assertThat(outcome.recorded().input()).hasToString("{\"what\":\"clock\",\"with\":\"\"}");
    }

    @Test
    void randomValuesAreThoseOfTheSeed() throws Exception {
        var first = call("random", "").output();
        assertThat(call("random", "").output()).isEqualTo(first);
        assertThat(plugin.random(2).call(probe, "{\"what\":\"random\"}").output()).isNotEqualTo(first);
    }

    @Test
    void inputThatItsSchemaForbidsDoesNotReachTheTool() throws Exception {
        assertThat(plugin.call(probe, "{\"what\":\"\"}").failure().code()).isEqualTo("invalid_params");
        assertThat(plugin.call(probe, "{\"other\":1}").failure().code()).isEqualTo("invalid_params");
    }

    @Test
    void reachesTheHostsThatItAskedForByWayOfTheTestsServers() throws Exception {
        var api = plugin.server("api.example.org").answers("/v1", 200, "text/plain", "hello");
        assertThat(call("fetch", "https://api.example.org/v1?q=1").output().text())
                .isEqualTo("200 hello of api.example.org");
        assertThat(api.asked()).extracting(StandIn.Asked::path).containsExactly("/v1?q=1");
        plugin.server("other.example.org");
        assertThat(failure("fetch", "https://other.example.org/")).startsWith("forbidden:").contains("hosts =");
    }

    @Test
    void reachesNothingOutsideThisMachine() throws Exception {
        assertThat(failure("fetch", "https://api.example.org/v1")).startsWith("unavailable:").contains("stands in");
    }

    @Test
    void readsTheFilesSecretsAndSettingsThatItAskedFor() throws Exception {
        plugin.file("notes/a/b.txt", "text").secret("probe-key", "12345678").secret("other-key", "1")
                .configuration("{\"greeting\":\"Hi\"}");
        assertThat(call("read", "notes/a/b.txt").output().text()).isEqualTo("text");
        assertThat(call("secret", "probe-key").output().text()).isEqualTo("of 8");
        assertThat(call("settings", "").output().text()).isEqualTo("Hi");
        assertThat(failure("read", "workspace/a.txt")).startsWith("forbidden:");
        assertThat(failure("secret", "other-key")).startsWith("forbidden:");
        assertThat(Files.readString(plugin.path("notes/a/b.txt"))).isEqualTo("text");
    }

    @Test
    void aPreviewChangesNothing() throws Exception {
        assertThat(plugin.preview(probe, "{\"what\":\"clock\"}").output().summary()).isEqualTo("would do clock");
        assertThat(plugin.preview(probe, "{\"what\":\"write\",\"with\":\"notes/x\"}").failed()).isTrue();
        assertThat(plugin.path("notes/x")).doesNotExist();
        assertThat(call("write", "notes/x").output().text()).isEqualTo("written");
        assertThat(plugin.path("notes/x")).exists();
    }

    @Test
    void laysBrokenPromisesAtTheToolsDoor() {
        plugin.secret("probe-key", "canary-123");
        assertThatThrownBy(() -> call("long", "")).isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("probe.do", "/text", "maxLength");
        assertThatThrownBy(() -> call("leak", "")).isInstanceOf(AssertionError.class)
                .hasMessageContaining("shows a secret in its output").hasMessageNotContaining("canary");
        assertThatThrownBy(() -> plugin.call(probe, "{\"what\":\"blab\",\"pin\":\"9876\"}"))
                .isInstanceOf(AssertionError.class).hasMessageContaining("in its progress");
        assertThatThrownBy(() -> call("throw", "")).isInstanceOf(AssertionError.class)
                .hasRootCauseMessage("a slip");
    }

    @Test
    void aRefusalIsAnAnswer() throws Exception {
        assertThat(failure("refuse", "")).isEqualTo("not_found: there is no such thing");
    }

    @Test
    void cancelsAndEndsAtTheDeadline() throws Exception {
        var waiting = JsonObject.of("what", "wait");
        assertThat(plugin.start(probe, waiting).awaitProgress("waiting").cancel().end().failure().code())
                .isEqualTo("cancelled");
        assertThat(plugin.timeout(Duration.ofMillis(50)).start(probe, waiting).end().failure().code())
                .isEqualTo("timeout");
        var deaf = plugin.start(probe, JsonObject.builder().put("what", "deaf").put("with", "never").build());
        assertThatThrownBy(deaf::end).isInstanceOf(AssertionError.class)
                .hasMessageContaining("after it was cancelled")
                .satisfies(fault -> assertThat(fault.getStackTrace()[0].getMethodName()).isNotEmpty());
    }

    @Test
    void whatACallUsedIsClosedWhenItHasEnded() throws Exception {
        var kept = new java.util.concurrent.atomic.AtomicReference<dev.postern.api.tool.ToolContext>();
        plugin.call(new Keeping(kept), "{}");
        assertThatThrownBy(() -> kept.get().files()).isInstanceOf(IllegalStateException.class);
    }

    private record Keeping(java.util.concurrent.atomic.AtomicReference<dev.postern.api.tool.ToolContext> kept)
            implements
                dev.postern.api.tool.DescribedTool {
        @Override
        public dev.postern.api.tool.ToolDescriptor descriptor() {
            return new dev.postern.api.tool.ToolDescriptor("probe.keep", "1.0.0", "Keeps.",
                    dev.postern.api.tool.Risk.LOW, java.util.List.of(), Duration.ofSeconds(1), true, 1, Duration.ZERO,
                    1,
                    100, java.util.List.of(), false, false, JsonObject.of("type", "object"),
                    JsonObject.of("type", "object"), java.util.List.of());
        }

        @Override
        public JsonObject call(JsonObject input, dev.postern.api.tool.ToolContext context) {
            kept.set(context);
            return JsonObject.EMPTY;
        }
    }
}

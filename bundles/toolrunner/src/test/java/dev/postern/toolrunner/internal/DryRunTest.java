// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Tool;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.RecordType;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.turn.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the file tools that ship: what would be written is shown, and nothing is written. */
class DryRunTest {
    @TempDir
    Path folder;

    private Fixture fixture;
    private Path notes;

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture(folder);
        var bundle = fixture.framework.context().installBundle("reference:"
                + Path.of("../tools-files/target/classes").toRealPath().toUri());
        bundle.start();
        for (var name : List.of("WriteFile", "ReadFile")) {
            var tool = bundle.loadClass("dev.postern.tools.files.internal." + name).getDeclaredConstructor()
                    .newInstance();
            var properties = new Hashtable<String, Object>();
            properties.put("postern.tool.name", name.equals("WriteFile") ? "files.write" : "files.read");
            properties.put("postern.tool.version", "1.0.0");
            // as their components declare themselves
            var type = tool instanceof PreviewableTool<?, ?> ? PreviewableTool.class : Tool.class;
            bundle.getBundleContext().registerService(type.getName(), tool, properties);
        }
        notes = fixture.home.resolve("workspace/notes.txt");
        Files.writeString(notes, "old\n");
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void showsWhatAWriteWouldDoAndDoesNotDoIt() throws Exception {
        var before = Files.getLastModifiedTime(notes);
        var outcome = (CallOutcome.Previewed) fixture.run(fixture.dry(write()));
        assertThat(outcome.preview().text("summary")).contains("Changes workspace/notes.txt: 1 line more, 1 less");
        assertThat(outcome.preview().text("detail").orElseThrow()).contains("-old", "+new");
        assertThat(outcome.decision().text("effect")).contains("confirm");
        assertThat(outcome.decision().array("rules").orElseThrow().strings()).contains("risk.medium");
        assertThat(notes).hasContent("old\n");
        assertThat(Files.getLastModifiedTime(notes)).isEqualTo(before);
        assertThat(fixture.store.types()).containsExactly(RecordType.TOOL_REQUESTED, RecordType.POLICY_DECIDED,
                RecordType.TOOL_FINISHED);
        var call = fixture.store.call("c_1");
        assertThat(call.state()).isEqualTo(Call.State.PREVIEWED);
        // a planner is told the same after a crash, and that anybody may have written it
        assertThat(call.output()).contains(outcome.output());
        assertThat(outcome.foreign()).isTrue();
        assertThat(fixture.store.last(RecordType.TOOL_FINISHED).replay().bool(CallOutcome.FOREIGN)).contains(true);
    }

    @Test
    void theWriteItselfWaitsAndShowsTheSame() throws Exception {
        var dry = (CallOutcome.Previewed) fixture.run(fixture.dry(write()));
        var waits = (CallOutcome.Waiting) fixture.run(write());
        assertThat(waits.approval().preview()).isEqualTo(dry.preview());
        assertThat(waits.approval().preview().text("detail").orElseThrow()).contains("-old", "+new");
        assertThat(notes).hasContent("old\n");
    }

    @Test
    void aGatewayThatRunsNothingRunsNothingAndAsksNobody() throws Exception {
        fixture.modify(Map.of("dry_run", true));
        var outcome = (CallOutcome.Previewed) fixture.run(write());
        assertThat(outcome.preview().text("detail").orElseThrow()).contains("-old", "+new");
        assertThat(outcome.decision().text("effect")).contains("confirm");
        assertThat(fixture.store.last(RecordType.TOOL_REQUESTED).meta().bool("dryRun")).contains(true);
        assertThat(fixture.store.types()).doesNotContain(RecordType.TOOL_STARTED, RecordType.APPROVAL_REQUESTED);
        fixture.modify(Map.of());
        assertThat(fixture.run(write())).isInstanceOf(CallOutcome.Waiting.class);
        assertThat(notes).hasContent("old\n");
    }

    @Test
    void aSessionThatRunsNothingRunsNothing() throws Exception {
        fixture.settings = settings(List.of(), true);
        var outcome = (CallOutcome.Previewed) fixture.run(
                fixture.request("files.read", JsonObject.of("path", "workspace/notes.txt")));
        assertThat(outcome.preview()).isEqualTo(JsonObject.EMPTY);
        assertThat(outcome.decision().text("effect")).contains("allow");
        assertThat(fixture.store.types()).doesNotContain(RecordType.TOOL_STARTED);
    }

    @Test
    void whoMayNotCallAToolIsNotShownWhatItSees() throws Exception {
        fixture.settings = settings(List.of("files.write"), false);
        var outcome = (CallOutcome.Previewed) fixture.run(fixture.dry(write()));
        assertThat(outcome.decision().text("effect")).contains("deny");
        assertThat(outcome.preview()).isEqualTo(JsonObject.EMPTY);
        assertThat(fixture.store.everything()).doesNotContain("-old");
    }

    @Test
    void saysThatItWouldFail() throws Exception {
        var outside = fixture.request("files.write",
                JsonObject.builder().put("path", "workspace/../x").put("content", "new").build());
        var outcome = (CallOutcome.Previewed) fixture.run(fixture.dry(outside));
        assertThat(outcome.preview().text("summary").orElseThrow()).startsWith("it would fail: ");
    }

    private dev.postern.core.tool.CallRequest write() {
        return fixture.request("files.write",
                JsonObject.builder().put("path", "workspace/notes.txt").put("content", "new\n").build());
    }

    private SessionSettings settings(List<String> deny, boolean dryRun) {
        var s = fixture.settings;
        return new SessionSettings(s.planner(), s.models(), s.queueMode(), s.maxQueued(), s.allow(), deny,
                Optional.empty(), s.confirmFrom(), s.approvalMode(), dryRun, s.messagesPerMinute(), s.pins(),
                s.collect(), s.instruction(), s.limits());
    }
}

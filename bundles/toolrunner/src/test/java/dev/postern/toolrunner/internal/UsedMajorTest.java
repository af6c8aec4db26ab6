// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.access.Grants;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.ApprovalRecords;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.Write;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.HostedTool;
import dev.postern.core.tool.WithheldTools;
import dev.postern.core.wire.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceRegistration;

/** Two majors of a tool serve, and a session stays in that which it used last. */
class UsedMajorTest {
    private static final String WANTS_MOOD = "{\"type\":\"object\",\"required\":[\"mood\"],\"properties\":{\"mood\":"
            + "{\"type\":\"string\"}}}";
    private static final String ANY = "{\"type\":\"object\"}";

    @TempDir
    Path folder;

    private Fixture fixture;
    private ServiceRegistration<DescribedTool> one;

    @BeforeEach
    void open() throws Exception {
        fixture = Fixture.durable(folder, Map.of("grace_millis", 30_000L));
        fixture.journal().commit(Batch.of(new Write.PutSession(fixture.session(), 0)));
        one = fixture.add(tool("1.0.0"));
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private static TestTool tool(String version) {
        return TestTool.of("mail.count", (_, _) -> JsonObject.of("by", version)).version(version);
    }

    private ServiceRegistration<DescribedTool> addTwo() {
        return fixture.add(tool("2.0.0").schemas(WANTS_MOOD, ANY));
    }

    @Test
    void aSessionStaysInItsMajorAndANewOneGetsTheNewest() throws Exception {
        assertThat(by(call())).isEqualTo("1.0.0");
        addTwo();
        assertThat(by(call())).isEqualTo("1.0.0");
        fixture.add(tool("1.1.0"));
        assertThat(by(call())).as("a compatible newer one").isEqualTo("1.1.0");
        assertThat(fixture.rows().call("default", "c_3").orElseThrow().version()).isEqualTo("1.1.0");
        assertThat(by(in(other("s_2"), call(JsonObject.of("mood", "glad"))))).isEqualTo("2.0.0");
        assertThat(used()).contains(1);
    }

    @Test
    void aCompatibleNewerVersionValidatesAnew() throws Exception {
        assertThat(by(call())).isEqualTo("1.0.0");
        fixture.add(tool("1.1.0").schemas(WANTS_MOOD, ANY));
        var refused = fixture.fail(call());
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(refused.message()).contains("mood");
        assertThat(by(call(JsonObject.of("mood", "glad")))).isEqualTo("1.1.0");
    }

    @Test
    void onceItsMajorIsGoneItMovesAndItsInputIsValidatedAnew() throws Exception {
        assertThat(by(call())).isEqualTo("1.0.0");
        addTwo();
        one.unregister();
        assertThat(fixture.fail(call()).code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(used()).as("nothing ran").contains(1);
        assertThat(by(call(JsonObject.of("mood", "glad")))).isEqualTo("2.0.0");
        assertThat(used()).contains(2);
        fixture.add(tool("1.0.0"));
        assertThat(by(call(JsonObject.of("mood", "glad")))).isEqualTo("2.0.0");
    }

    @Test
    void whatIsAskedForIsUsedLast() throws Exception {
        addTwo();
        assertThat(by(call(JsonObject.of("mood", "glad")))).isEqualTo("2.0.0");
        assertThat(by(fixture.versions(call(), "[1,2)"))).isEqualTo("1.0.0");
        assertThat(by(call())).isEqualTo("1.0.0");
    }

    /** Records of a turn ride along until its next barrier. */
    @Test
    void whatATurnUsedCountsBeforeItIsDurable() throws Exception {
        var recorder = new Recorder(fixture.journal());
        assertThat(((CallOutcome.Returned) fixture.runner.run(call(), recorder)).output().text("by"))
                .contains("1.0.0");
        addTwo();
        assertThat(((CallOutcome.Returned) fixture.runner.run(call(), recorder)).output().text("by"))
                .contains("1.0.0");
        recorder.barrier();
        // also where an earlier use is on record
        assertThat(by(fixture.versions(call(JsonObject.of("mood", "glad")), "[2,3)"))).isEqualTo("2.0.0");
        assertThat(((CallOutcome.Returned) fixture.runner.run(fixture.versions(call(), "[1,2)"), recorder)).output()
                .text("by")).contains("1.0.0");
        assertThat(((CallOutcome.Returned) fixture.runner.run(call(), recorder)).output().text("by"))
                .contains("1.0.0");
        recorder.barrier();
    }

    @Test
    void nobodyMovesBecauseAPluginIsStillOnItsWayUp() throws Exception {
        assertThat(by(call())).isEqualTo("1.0.0");
        addTwo();
        one.unregister();
        fixture.registry.withheld = new WithheldTools() {
            @Override
            public Optional<String> reason(String tool, String versions) {
                return Optional.empty();
            }

            @Override
            public boolean shallServe(String tool, String versions) {
                return versions.equals("[1,2)");
            }
        };
        var refused = fixture.fail(call(JsonObject.of("mood", "glad")));
        assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused.message()).contains("mail.count in a version of [1,2) is installed and does not serve now");
        fixture.add(tool("1.0.0"));
        assertThat(by(call())).isEqualTo("1.0.0");
    }

    @Test
    void aPinOfWhatIsGoneSaysTheWayOut() throws Exception {
        addTwo();
        one.unregister();
        fixture.settings = pinned(Map.of("mail.count", 1));
        assertThat(fixture.fail(call()).message()).isEqualTo("there is no tool mail.count in a version of [1,2);"
                + " 2.0.0 serves, and the session is pinned: sessions.update changes its pins");
    }

    @Test
    void aCallThatWaitsStaysInItsMajorUntilThatIsGone() throws Exception {
        one.unregister();
        one = fixture.add(tool("1.0.0").risk(Risk.MEDIUM, false));
        var request = call();
        var asked = ((CallOutcome.Waiting) fixture.run(request)).approval();
        fixture.add(tool("2.0.0").risk(Risk.MEDIUM, false));
        assertThat(((CallOutcome.Waiting) fixture.run(fixture.waiting(request))).approval().id())
                .as("nothing has changed").isEqualTo(asked.id());
        fixture.journal().commit(new Batch(ApprovalRecords.decided(asked, Approval.State.APPROVED,
                new Approval.Decision("k_other", asked.requestedAt(), ""))));

        one.unregister();
        var again = ((CallOutcome.Waiting) fixture.run(fixture.waiting(request))).approval();
        assertThat(again.version()).isEqualTo("2.0.0");
        var before = fixture.rows().approval("default", asked.id()).orElseThrow();
        assertThat(before.state()).isEqualTo(Approval.State.SUPERSEDED);
        assertThat(before.decision().orElseThrow().reason()).contains("2.0.0 serves now instead of 1.0.0");
        assertThat(used()).as("nothing ran").isEmpty();
    }

    /** As an update does it that keeps nothing: what comes is there before what goes is drained. */
    @Test
    void noCallIsLostWhileAMajorTakesTheOthersPlace() throws Exception {
        one.unregister();
        var before = new Hosted("1.0.0");
        var gone = fixture.framework.context().registerService(HostedTool.class, before, null);
        assertThat(by(call())).isEqualTo("1.0.0");
        var calling = new AtomicBoolean(true);
        var answers = new ConcurrentLinkedQueue<String>();
        var load = CompletableFuture.runAsync(() -> {
            while (calling.get()) {
                answers.add(answer(call()));
            }
        });
        Fixture.await(() -> answers.size() > 5);
        fixture.framework.context().registerService(HostedTool.class, new Hosted("2.0.0"), null);
        int both = answers.size();
        Fixture.await(() -> answers.size() > both + 5);
        assertThat(fixture.registry.drain(before, Duration.ofSeconds(20))).isTrue();
        gone.unregister();
        Fixture.await(() -> answers.contains("2.0.0"));
        calling.set(false);
        load.get(30, TimeUnit.SECONDS);
        assertThat(Set.copyOf(answers)).containsExactlyInAnyOrder("1.0.0", "2.0.0");
        assertThat(answers.stream().dropWhile("1.0.0"::equals)).as("once it moved it stays").doesNotContain("1.0.0");
    }

    private String answer(CallRequest request) {
        try {
            return fixture.run(request) instanceof CallOutcome.Returned returned
                    ? returned.output().text("by").orElseThrow()
                    : "failed";
        } catch (Exception failed) {
            return failed.toString();
        }
    }

    /** The tool of a bundle of its own version. */
    private record Hosted(String version) implements HostedTool {
        @Override
        public ToolDescriptor descriptor() {
            return tool(version).descriptor();
        }

        @Override
        public String bundle() {
            return "org.example.count/" + version + "/0";
        }

        @Override
        public Grants grants() {
            return Grants.none("count");
        }

        @Override
        public JsonObject call(JsonObject input, ToolContext context) {
            return JsonObject.of("by", version);
        }
    }

    private CallRequest call() {
        return call(JsonObject.EMPTY);
    }

    private CallRequest call(JsonObject input) {
        return fixture.request("mail.count", input);
    }

    private String by(CallRequest request) throws Exception {
        return ((CallOutcome.Returned) fixture.run(request)).output().text("by").orElseThrow();
    }

    private Optional<Integer> used() {
        return fixture.rows().session("default", "s_1").orElseThrow().progress().major("mail.count");
    }

    private Session other(String id) throws Exception {
        var s = fixture.session();
        var other = new Session(id, s.tenant(), s.workspace(), s.surface(), s.peer(), id, s.createdAt(),
                s.updatedAt(), 1, s.state(), s.settings(), SessionProgress.NONE);
        fixture.journal().commit(Batch.of(new Write.PutSession(other, 0)));
        return other;
    }

    private static CallRequest in(Session session, CallRequest of) {
        return new CallRequest(of.call(), session, of.turn(), of.step(), of.principal(), of.tool(), of.versions(),
                of.input(), of.origin(), of.dryRun(), of.traceparent(), of.previously());
    }

    private static SessionSettings pinned(Map<String, Integer> pins) {
        var s = SessionSettings.DEFAULT;
        return new SessionSettings(s.planner(), s.models(), s.queueMode(), s.maxQueued(), s.allow(), s.deny(),
                s.maxRisk(), s.confirmFrom(), s.approvalMode(), s.dryRun(), s.messagesPerMinute(), pins, s.collect(),
                s.instruction(), s.limits());
    }
}

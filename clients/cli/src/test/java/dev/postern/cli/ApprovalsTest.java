// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApprovalsTest {
    private static final String WAITING = """
            {"id":"a_1","mode":"%s","state":"pending","session":"s_1","step":0,"call":"c_1","principal":"k_1",
             "tool":"files.write","version":"1.0.0","bundle":"b/1/00","risk":"medium","origin":"tool",
             "input":{"path":"p\u0430yments/\u202efdp.exe","content":"x\\n"},
             "preview":{"summary":"Changes a\u200bb","mediaType":"text/x-diff","detail":"--- a\\n+++ b\\n+\\u001b[2Jx\\n"},
             "rules":["r1","r2"],"reason":"medium asks","revision":3,"digest":"00","requestedAt":"2026-11-22T10:00:00Z",
             "expiresAt":"2026-11-22T11:00:00Z"}""";

    private FakeGateway gateway;
    private Shell shell;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway();
        shell = Shell.at(gateway);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private static String approval(String mode) {
        return WAITING.formatted(mode);
    }

    @Test
    void listsWhatWaits() {
        gateway.on("approvals.list", "{\"approvals\":[" + approval("confirm") + "],\"next\":\"a_1\"}");
        var ended = shell.run("approvals", "--session", "s_1");
        assertThat(ended.out()).contains("a_1  confirm  pending  files.write  medium  tool");
        assertThat(ended.err()).isEqualTo("There is more: --next a_1");
        assertThat(gateway.params("approvals.list")).isEqualTo(JsonObject.of("session", "s_1"));
    }

    @Test
    void showsAllThatIsBoundAndHidesNothing() {
        gateway.on("approvals.get", "{\"approval\":" + approval("confirm") + "}");
        var ended = shell.run("approvals", "show", "a_1");
        assertThat(ended.out()).contains("medium asks").contains("r1 r2").containsSubsequence("""
                arguments
                  path  "p\u0430yments[!Latin+Cyrillic]/\\u202efdp.exe"
                  content  "x\\n"
                preview
                  Changes a\\u200bb
                    --- a
                    +++ b
                    +\\u001b[2Jx""");
        assertThat(ended.err()).isEqualTo("  postern approvals approve a_1\n  postern approvals deny a_1");
        assertThat(gateway.params("approvals.get")).isEqualTo(JsonObject.of("approval", "a_1"));
        gateway.on("approvals.get", "{\"approval\":" + approval("hold") + "}");
        assertThat(shell.run("approvals", "show", "a_1").err()).startsWith("  postern approvals hold a_1");
    }

    @Test
    void decidesOneOrSeveral() {
        gateway.on("approvals.decide", """
                {"approval":{"id":"a_1","state":"approved","tool":"t.x"},
                 "also":[{"id":"a_2","state":"approved","tool":"t.y"}]}""");
        var ended = shell.run("approvals", "approve", "a_1", "--also", "a_2,a_3", "--also", "a_4", "--reason", "fine");
        assertThat(ended).isEqualTo(new Shell.Ended(0, "a_1  approved  t.x\na_2  approved  t.y", ""));
        assertThat(gateway.params("approvals.decide")).hasToString(
                "{\"approval\":\"a_1\",\"decision\":\"approve\",\"reason\":\"fine\",\"also\":[\"a_2\",\"a_3\",\"a_4\"]}");
        shell.run("approvals", "approve", "a_1", "--grant", "1h", "--any-arguments");
        assertThat(gateway.params("approvals.decide")).hasToString("{\"approval\":\"a_1\",\"decision\":\"approve\","
                + "\"grant\":{\"seconds\":3600,\"anyArguments\":true}}");
        shell.run("approvals", "deny", "a_1");
        assertThat(gateway.params("approvals.decide"))
                .hasToString("{\"approval\":\"a_1\",\"decision\":\"deny\"}");
    }

    @Test
    void tellsWhoWasFaster() {
        gateway.on("approvals.decide",
                (params, connection) -> connection.error("conflict", "a_1 was denied by k_2: \u001b[2Jno"));
        assertThat(shell.run("approvals", "approve", "a_1"))
                .isEqualTo(new Shell.Ended(1, "", "postern: conflict: a_1 was denied by k_2: \\u001b[2Jno"));
    }

    @Test
    void holdsUntilTheCallHasEnded() {
        var beats = new ArrayList<Long>();
        gateway.on("approvals.hold", (params, connection) -> {
            beats.add(System.nanoTime());
            var state = List.of("waiting_approval", "running", "finished").get(beats.size() - 1);
            connection.result(
                    FakeGateway.json("{\"approval\":\"a_1\",\"state\":\"held\",\"call\":\"c_1\",\"callState\":\""
                            + state + "\"}"));
        });
        gateway.on("calls.get", "{\"call\":{\"id\":\"c_1\",\"state\":\"finished\",\"output\":{\"exit\":0}}}");
        long begin = System.nanoTime();
        var ended = shell.run("approvals", "hold", "a_1");
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).isEqualTo("id      c_1\nstate   finished\noutput\n  exit  0");
        assertThat(ended.err()).isEqualTo("… c_1  waiting_approval  Ctrl-C lets go\n… c_1  running");
        assertThat(beats).hasSize(3);
        assertThat(beats.getLast() - begin).as("two pauses of 500 ms").isGreaterThanOrEqualTo(1_000_000_000L);
    }

    @Test
    void failsAsTheCallDid() {
        gateway.on("approvals.hold",
                "{\"approval\":\"a_1\",\"state\":\"consumed\",\"call\":\"c_1\",\"callState\":\"failed\"}");
        gateway.on("calls.get", """
                {"call":{"id":"c_1","state":"failed","error":{"code":"timeout","message":"too slow"}}}""");
        var ended = shell.run("approvals", "hold", "a_1", "--json");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).startsWith("{\"id\":\"c_1\",\"state\":\"failed\"");
        assertThat(ended.err()).endsWith("postern: timeout: too slow");
    }

    /** As Ctrl-C does; that signal itself is ignored by what is started in the background, as tests may be. */
    @Test
    void letsGoWhenItIsEnded() throws Exception {
        var held = new CountDownLatch(2);
        var released = new CountDownLatch(1);
        gateway.on("approvals.hold", (params, connection) -> {
            if (params.bool("release").orElse(false)) {
                released.countDown();
            }
            held.countDown();
            connection.result(FakeGateway
                    .json("{\"approval\":\"a_1\",\"state\":\"consumed\",\"call\":\"c_1\",\"callState\":\"running\"}"));
        });
        var looks = new ArrayList<JsonObject>();
        gateway.on("calls.get", (params, connection) -> {
            looks.add(params);
            connection.result(FakeGateway.json("{\"call\":{\"id\":\"c_1\",\"state\":\""
                    + (looks.size() < 3 ? "running" : "cancelled") + "\"}}"));
        });
        var builder = new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.postern.cli.Main", "approvals", "hold", "a_1");
        builder.environment().putAll(shell.environment());
        var process = builder.start();
        try {
            assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
            // by its handle: the process would close its streams
            process.toHandle().destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(released.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("id     c_1\nstate  cancelled\n");
            assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .endsWith("postern: cancelled: let go: the call c_1 is cancelled\n");
            assertThat(process.exitValue()).isEqualTo(1);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void saysWhatATurnWaitsFor() {
        gateway.topics = "\"turn.finished\",\"approval.requested\"";
        gateway.on("events.subscribe", "{\"subscription\":\"u_1\",\"cursor\":\"j1-0\"}");
        gateway.on("messages.send", (params, connection) -> {
            connection.result(FakeGateway.json("{\"session\":\"s_1\",\"turn\":\"t_1\",\"state\":\"queued\"}"));
            connection.event("approval.requested", "j1-1", "{\"turn\":\"t_1\",\"approval\":\"a_1\"," +
                    approval("confirm").substring(1));
            connection.event("approval.decided", "j1-2",
                    "{\"turn\":\"t_1\",\"tool\":\"files.write\",\"decision\":\"denied\"}");
            connection.event("turn.finished", "j1-3", "{\"turn\":\"t_1\"}");
        });
        gateway.on("turns.get", "{\"turn\":{\"id\":\"t_1\",\"state\":\"finished\",\"reply\":\"No.\"}}");
        var waits = """
                The turn waits for a person's word: files.write, medium risk, until 2026-11-22T11:00:00Z: Changes a\\u200bb
                  postern approvals show a_1
                  postern approvals approve a_1
                  postern approvals deny a_1""";
        assertThat(shell.run("send", "x")).isEqualTo(
                new Shell.Ended(0, "No.", waits + "\n… approval.decided  files.write  denied"));
        assertThat(gateway.params("events.subscribe").array("topics").orElseThrow().strings())
                .containsExactly("turn.*", "tool.*", "approval.*");
        assertThat(shell.run("send", "x", "--quiet")).isEqualTo(new Shell.Ended(0, "No.", waits));
    }

    @Test
    void showsWhatIsAskedForAndDecidedAmongEvents() {
        gateway.on("events.subscribe", (params, connection) -> {
            connection.result(FakeGateway.json("{\"subscription\":\"u_1\",\"cursor\":\"j1-0\"}"));
            connection.event("approval.requested", "j1-1",
                    "{\"approval\":\"a_1\"," + approval("confirm").substring(1));
            connection.event("approval.decided", "j1-2",
                    "{\"approval\":\"a_1\",\"decision\":\"denied\",\"by\":\"k_2\"}");
        });
        var ended = shell.run("events", "approval.*", "--count", "2");
        assertThat(ended.out().lines().toList()).satisfiesExactly(
                line -> assertThat(line).contains("approval.requested  approval=a_1  mode=confirm  tool=files.write")
                        .endsWith("preview=Changes a\\u200bb").doesNotContain("digest", "fdp"),
                line -> assertThat(line).endsWith("approval.decided  approval=a_1  decision=denied  by=k_2"));
    }
}

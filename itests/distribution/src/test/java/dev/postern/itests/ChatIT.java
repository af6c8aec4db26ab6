// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.postern.itests.harness.Distribution;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.ModelServer;
import dev.postern.itests.harness.PseudoTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person at a terminal talks with a model: one sitting, from the first word to the last. */
class ChatIT {
    /** All that was said, by whomever. */
    private static final String[] SAID = {"› Tell me", "First row of a reply", "Second 東京", "› How late", "It is late.",
        "› Write it", "Written.", "› Sleep", "It was stopped.", "› Which hour", "› In Bern",
        "Your message reached the turn", "Bern it is.", "› Count", "› Go on", "Line alpha", "Line beta",
        "Line ga",
        "Line gamma", "Line delta", "› Are you there?", "I am.", "› What is it?", "A plan."};

    @TempDir
    private static Path home;

    @Test
    void aSitting() throws Exception {
        try (var model = new ModelServer()) {
            var gateway = builder(model).start();
            try (var terminal = PseudoTerminal.run(gateway, 80, Map.of(), "chat")) {
                terminal.await("/help");
                streams(model, terminal);
                foldsCalls(model, terminal);
                asksInPlace(model, terminal);
                holds(model, terminal);
                steers(model, terminal);
                cancels(model, terminal);
                gateway = comesBack(model, terminal, gateway);
                attaches(model, terminal);
                for (var line : SAID) {
                    assertThat(terminal.lines(line)).as(line).hasSize(1);
                }
                terminal.type("\u0004");
                assertThat(terminal.awaitExit()).isZero();
                assertThat(terminal.screen()).doesNotContain("ERROR", "Exception");
                leftBehind();
                continues(model, gateway);
                pipes(model, gateway);
            } finally {
                gateway.close();
            }
        }
    }

    private static Gateway.Builder builder(ModelServer model) throws Exception {
        return model.configure(Gateway.builder(home))
                .configure("dev.postern.pipeline", "{\"planner\":\"models\"}")
                .configure("dev.postern.tools.shell.program~sleep", Shell.allowed("sleep"));
    }

    /** The beginning is on the screen before the end is said; what a terminal would obey is seen; a resize hurts nothing. */
    private static void streams(ModelServer model, PseudoTerminal terminal) throws Exception {
        var seen = new CountDownLatch(1);
        model.then(exchange -> {
            try (var out = ModelServer.stream(exchange)) {
                ModelServer.text(out, "First row of a reply\n\u001b[2J\u202eSecond 東京 🌙 begins");
                seen.await(90, TimeUnit.SECONDS);
                ModelServer.text(out, " and ends after " + "so many words ".repeat(12) + "that it needs rows.");
                ModelServer.end(out, "stop");
            }
        });
        terminal.type("Tell me\r").await("› Tell me").await("\\u001b[2J\\u202eSecond 東京 🌙 begins");
        terminal.resize(60);
        seen.countDown();
        terminal.await("needs rows.").await("the turn is over", () -> !terminal.screen().contains("Ctrl-C cancels"));
        assertThat(terminal.lines("First row of a reply")).hasSize(1);
        assertThat(terminal.lines("Second 東京")).hasSize(1);
        assertThat(terminal.screen().lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    private static void foldsCalls(ModelServer model, PseudoTerminal terminal) throws Exception {
        model.calls("time_now", "{\"zone\":\"Europe/Zurich\"}").says("It is late.");
        // two lines, pasted in brackets, which do not send by themselves
        terminal.type("\u001b[200~How late\nis it?\u001b[201~\r").await("It is late.");
        assertThat(terminal.lines("▸ 1 time.now  zone=Europe/Zurich")).hasSize(1);
        assertThat(terminal.lines("✓ 1 ")).hasSize(1);
        assertThat(model.requests().getLast().toString()).contains("How late\\nis it?");
        terminal.type("/show 1\r").await("\"Europe/Zurich\"");
    }

    private static void asksInPlace(ModelServer model, PseudoTerminal terminal) throws Exception {
        model.calls("files_write", "{\"path\":\"workspace/note.txt\",\"content\":\"hello\"}").says("Written.");
        terminal.type("Write it\r").await("┌ files.write waits for your word: medium risk")
                .await("│ content  \"hello\"").await("│   +hello").await("y once");
        assertThat(home.resolve("workspace/note.txt")).doesNotExist();
        Thread.sleep(1_000); // as long as somebody reads, which is what is tested
        terminal.type("y\r").await("files.write: yes, once").await("Written.");
        assertThat(home.resolve("workspace/note.txt")).hasContent("hello");
        assertThat(terminal.lines("┌ files.write")).hasSize(1);
    }

    /** Keeps the space bar pressed until the program runs, and lets go. */
    private static void holds(ModelServer model, PseudoTerminal terminal) throws Exception {
        model.calls("shell_run", Shell.input("sleep", "617.25").toString()).says("It was stopped.");
        terminal.type("Sleep\r").await("keep the space bar pressed");
        terminal.type(" ");
        terminal.await("it sleeps", () -> {
            terminal.type(" ");
            return Shell.sleeps("617.25");
        });
        terminal.await("let go").await("it is gone", () -> !Shell.sleeps("617.25"));
        terminal.await("It was stopped.");
        assertThat(terminal.lines("✗ 3 ")).hasSize(1);
    }

    /** What is typed while a model thinks stands before it at the turn's next step, as the gateway has it, and makes no turn. */
    private static void steers(ModelServer model, PseudoTerminal terminal) throws Exception {
        var asked = new CountDownLatch(1);
        var typed = new CountDownLatch(1);
        model.reset();
        model.then(exchange -> {
            asked.countDown();
            typed.await(90, TimeUnit.SECONDS);
            try (var out = ModelServer.stream(exchange)) {
                ModelServer.call(out, "time_now", "{}");
            }
        }).says("Bern it is.");
        terminal.type("Which hour\r");
        assertThat(asked.await(90, TimeUnit.SECONDS)).isTrue();
        terminal.type("In Bern\r").await("› In Bern").await("it is accepted",
                () -> terminal.screen().contains("1 waiting"));
        typed.countDown();
        terminal.await("Your message reached the turn that runs.").await("Bern it is.");
        assertThat(model.requests()).hasSize(2);
        assertThat(model.requests().getFirst().toString()).doesNotContain("In Bern");
        var last = model.requests().getLast().array("messages").orElseThrow().values().getLast();
        assertThat(last.toString()).contains("\"user\"", "In Bern");
    }

    private static void cancels(ModelServer model, PseudoTerminal terminal) throws Exception {
        model.then(exchange -> {
            try (var out = ModelServer.stream(exchange)) {
                for (int i = 0;; i++) {
                    ModelServer.text(out, "and " + i + " ");
                    Thread.sleep(20);
                }
            }
        });
        terminal.type("Count\r").await("and 5 ").type("\u0003").await("cancelled");
    }

    /** Killed in the midst of a reply, and started at another port: the chat is the same, each line once. */
    private static Gateway comesBack(ModelServer model, PseudoTerminal terminal, Gateway gateway) throws Exception {
        var hold = new CountDownLatch(1);
        model.then(exchange -> {
            try (var out = ModelServer.stream(exchange)) {
                ModelServer.text(out, "Line alpha\nLine beta\nLine ga");
                hold.await();
            }
        });
        terminal.type("Go on\r").await("Line ga");
        gateway.kill();
        hold.countDown();
        terminal.await("the gateway is away");
        model.reset();
        model.says("Line alpha\nLine beta\nLine gamma\nLine delta").says("I am.");
        // what is typed meanwhile waits
        terminal.type("Are you there?\r").await("› Are you there?");
        var again = builder(model).start();
        terminal.await("is back; nothing is lost").await("Line delta").await("I am.");
        return again;
    }

    private static void attaches(ModelServer model, PseudoTerminal terminal) throws Exception {
        Files.writeString(home.resolve("plan.txt"), "a plan");
        model.says("A plan.");
        // the rest of the name is completed
        terminal.type("/attach " + home + "/pla\t\r").await("Attached: plan.txt (6 bytes)");
        terminal.type("What is it?\r").await("› What is it? [plan.txt]").await("A plan.");
        assertThat(model.requests().getLast().toString()).contains("What is it?", "[attachment plan.txt, ", "a plan");
    }

    private static void leftBehind() throws Exception {
        var history = home.resolve("chat/history");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history))).isEqualTo("rw-------");
        assertThat(history).content().contains("Tell me", "/attach").doesNotContain(":y\n");
    }

    /** The last session, without colours; searched for in the history; a secret is not remembered. */
    private static void continues(ModelServer model, Gateway gateway) throws Exception {
        model.says("Once more.");
        try (var terminal = PseudoTerminal.run(gateway, 100, Map.of("NO_COLOR", "1"), "chat", "--continue")) {
            terminal.await("A plan.");
            terminal.type("\u0012Tell\r").await("Once more.");
            terminal.type("my password is swordfish\u0015/quit\r");
            assertThat(terminal.awaitExit()).isZero();
            assertThat(terminal.written()).doesNotContainPattern("\u001b\\[(?:[0-9]+;)*[349][0-9](?:;[0-9]+)*m");
            assertThat(home.resolve("chat/history")).content().doesNotContain("swordfish");
        }
    }

    private static void pipes(ModelServer model, Gateway gateway) throws Exception {
        model.says("One.").says("Two.");
        var builder = new ProcessBuilder(Distribution.folder().resolve("postern").toString(), "chat");
        builder.environment().put("POSTERN_HOME", gateway.home().toString());
        builder.environment().put("TERM", "xterm-256color");
        var process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write("first\nsecond".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("One.\nTwo.\n");
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
        assertThat(process.waitFor()).isZero();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.cli.FakeGateway;
import dev.postern.cli.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Without a terminal, or with one that can do nothing. */
class PlainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private FakeGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway().on("events.subscribe", "{\"subscription\":\"u_1\",\"cursor\":\"j0\"}")
                .on("events.unsubscribe", "{}");
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void eachLineOfAPipeWaitsForTheReplyToTheOneBefore() throws Exception {
        var turns = new AtomicInteger();
        gateway.on("messages.send", (params, connection) -> {
            int turn = turns.incrementAndGet();
            var text = params.text("text").orElseThrow();
            connection
                    .result(FakeGateway.json("{\"session\":\"s_1\",\"turn\":\"t_" + turn + "\",\"state\":\"queued\"}"));
            if (turn > 1) {
                answer(connection, turn, text);
            }
        });
        // the first is answered once its session is watched
        gateway.on("events.subscribe", (params, connection) -> {
            connection.result(FakeGateway.json("{\"subscription\":\"u_2\",\"cursor\":\"j0\"}"));
            if (params.get("session").isPresent()) {
                answer(connection, 1, "one");
            }
        });
        run("one\ntwo \\\nand more\n\nthree", false, false);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("re: one\nre: two \nand more\nre: three\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("▸ 1 x.y\n▸ 2 x.y\n▸ 3 x.y\n");
    }

    private static void answer(FakeGateway.Connection connection, int turn, String text) throws java.io.IOException {
        connection.send(Frames.piece("t_" + turn, 1, 0, "broken"));
        connection.send(Frames.piece("t_" + turn, 2, 0, "re:"));
        connection.event("tool.requested", "j" + 2 * turn,
                "{\"session\":\"s_1\",\"call\":\"c_" + turn + "\",\"tool\":\"x.y\",\"input\":{}}");
        connection.event("turn.finished", "j" + (2 * turn + 1), "{\"session\":\"s_1\",\"turn\":\"t_" + turn
                + "\",\"reply\":" + new dev.postern.api.json.JsonString("re: " + text) + "}");
    }

    @Test
    void nothingInAPipeAnswersAnApproval() throws Exception {
        gateway.topics = "\"turn.finished\",\"approval.requested\"";
        gateway.on("messages.send", "{\"session\":\"s_1\",\"turn\":\"t_1\",\"state\":\"queued\"}");
        gateway.on("events.subscribe", (params, connection) -> {
            connection.result(FakeGateway.json("{\"subscription\":\"u_2\",\"cursor\":\"j0\"}"));
            if (params.get("session").isPresent()) {
                connection.event("approval.requested", "j1",
                        "{\"session\":\"s_1\",\"turn\":\"t_1\",\"approval\":\"a_1\",\"mode\":\"confirm\",\"tool\":\"x.y\"}");
                connection.event("turn.failed", "j2",
                        "{\"session\":\"s_1\",\"turn\":\"t_1\",\"code\":\"timeout\",\"message\":\"nobody said a word\"}");
            }
        });
        assertThatThrownBy(() -> run("do it", false, false)).hasMessage("not all went well: 1 errors");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("postern approvals approve a_1",
                "timeout: nobody said a word");
    }

    @Test
    void programsGetTurnsAsJson() throws Exception {
        gateway.on("messages.send", "{\"session\":\"s_1\",\"turn\":\"t_1\",\"state\":\"queued\"}");
        gateway.on("events.subscribe", (params, connection) -> {
            connection.result(FakeGateway.json("{\"subscription\":\"u_2\",\"cursor\":\"j0\"}"));
            if (params.get("session").isPresent()) {
                connection.event("turn.finished", "j2", "{\"session\":\"s_1\",\"turn\":\"t_1\",\"reply\":\"Hi\"}");
            }
        });
        run("one", false, true);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"session\":\"s_1\",\"turn\":\"t_1\",\"reply\":\"Hi\"}\n");
    }

    @Test
    void aDumbTerminalGetsPiecesAsTheyComeAndNoEscapes() {
        var plain = new Plain(new BufferedReader(new StringReader("")), stream(out), stream(out), true, false);
        plain.show(new Out.Line(Out.Kind.USER, "› typed"));
        plain.show(new Out.Text("Hel"));
        plain.show(new Out.Text("lo"));
        plain.show(new Out.Again());
        plain.show(new Out.Text("Hello"));
        plain.show(new Out.End());
        plain.show(new Out.Line(Out.Kind.ERROR, "wrong"));
        plain.live(new Front.Live("thinking", "a_1", "allow?", false, false));
        plain.live(new Front.Live("thinking", "a_1", "allow?", false, false));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("Hello\n" + Out.Again.SAID + "\nHello\nwrong\nallow?\n");
    }

    private void run(String typed, boolean isTyped, boolean isJson) throws Exception {
        var settings = new Settings(Map.of(),
                Map.of("POSTERN_URL", "ws://127.0.0.1:" + gateway.port(), "POSTERN_TOKEN", FakeGateway.TOKEN));
        try (var plain = new Plain(new BufferedReader(new StringReader(typed)), stream(out), stream(err), isTyped,
                isJson)) {
            new Chat(settings, plain, new Choices(), session -> {}).run("", "");
        }
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands that live on events. */
class TalkingTest {
    private FakeGateway gateway;
    private Shell shell;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway();
        gateway.on("events.subscribe", "{\"subscription\":\"u_1\",\"cursor\":\"j1-0\"}");
        shell = Shell.at(gateway);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void waitsForTheReply() {
        gateway.on("messages.send", (params, connection) -> {
            // an event may arrive before the response to the request that caused it
            connection.event("turn.accepted", "j1-1", "{\"turn\":\"t_1\",\"session\":\"s_1\",\"state\":\"queued\"}");
            connection.result(FakeGateway.json("{\"session\":\"s_1\",\"turn\":\"t_1\",\"state\":\"queued\"}"));
            connection.event("turn.finished", "j1-2", "{\"turn\":\"t_0\",\"session\":\"s_0\",\"state\":\"finished\"}");
            connection.event("tool.started", "j1-3", "{\"turn\":\"t_1\",\"tool\":\"time.now\"}");
            connection.send(FakeGateway
                    .json("""
                    {"type":"stream","stream":"c_1","attempt":1,"seq":0,"kind":"progress","data":"half\\nway","end":false}"""));
            connection.event("turn.finished", "j1-4", "{\"turn\":\"t_1\",\"session\":\"s_1\",\"state\":\"finished\"}");
        });
        gateway.on("turns.get", "{\"turn\":{\"id\":\"t_1\",\"state\":\"finished\",\"reply\":\"It is\\nnoon.\"}}");
        var ended = shell.run("send", "what", "time?");
        assertThat(ended).isEqualTo(
                new Shell.Ended(0, "It is\nnoon.", "… turn.accepted\n… tool.started  time.now\n… half\\nway"));
        assertThat(gateway.params("messages.send")).hasToString("{\"text\":\"what time?\"}");
        var json = shell.run("send", "x", "--json");
        assertThat(json)
                .isEqualTo(
                        new Shell.Ended(0, "{\"id\":\"t_1\",\"state\":\"finished\",\"reply\":\"It is\\nnoon.\"}", ""));
    }

    @Test
    void aMessageThatSteersIsAnsweredByTheTurnThatItReached() {
        gateway.on("messages.send", (params, connection) -> {
            connection.result(FakeGateway.json("{\"session\":\"s_1\",\"turn\":\"t_2\",\"state\":\"queued\","
                    + "\"message\":\"m_2\",\"target\":\"t_1\"}"));
            connection.event("turn.finished", "j1-2", "{\"turn\":\"t_2\",\"state\":\"finished\",\"end\":\"steered\","
                    + "\"into\":\"t_1\",\"reply\":\"\"}");
            connection.event("turn.step", "j1-3", "{\"turn\":\"t_1\",\"state\":\"running\"}");
            connection.event("turn.finished", "j1-4", "{\"turn\":\"t_1\",\"state\":\"finished\",\"reply\":\"left\"}");
        });
        gateway.on("turns.get", "{\"turn\":{\"id\":\"t_1\",\"state\":\"finished\",\"reply\":\"left\"}}");
        assertThat(shell.run("send", "--mode", "steer", "left"))
                .isEqualTo(new Shell.Ended(0, "left", "… reached the turn t_1\n… turn.step"));
        assertThat(gateway.params("messages.send")).hasToString("{\"text\":\"left\",\"mode\":\"steer\"}");
        assertThat(gateway.params("turns.get")).hasToString("{\"turn\":\"t_1\"}");
    }

    @Test
    void failsWhenTheTurnFails() {
        gateway.on("messages.send", (params, connection) -> {
            connection.result(FakeGateway.json("{\"session\":\"s_1\",\"turn\":\"t_1\",\"state\":\"queued\"}"));
            connection.event("turn.failed", "j1-4", "{\"turn\":\"t_1\",\"session\":\"s_1\",\"state\":\"failed\"}");
        });
        gateway.on("turns.get", """
                {"turn":{"id":"t_1","state":"failed","error":{"code":"timeout","message":"too many steps"}}}""");
        assertThat(shell.run("send", "x", "--quiet"))
                .isEqualTo(new Shell.Ended(1, "", "postern: timeout: too many steps"));
    }

    @Test
    void doesNotWaitForATurnInDoubt() {
        gateway.on("messages.send", (params, connection) -> {
            connection.result(FakeGateway.json("{\"session\":\"s_1\",\"turn\":\"t_1\",\"state\":\"queued\"}"));
            connection.event("tool.in_doubt", "j1-4", "{\"turn\":\"t_1\",\"call\":\"c_1\"}");
        });
        gateway.on("turns.get", "{\"turn\":{\"id\":\"t_1\",\"state\":\"in_doubt\"}}");
        assertThat(shell.run("send", "x", "--quiet").err()).isEqualTo("postern: in_doubt: the turn t_1 is in_doubt");
    }

    @Test
    void givesUpWaitingAndSaysWhereToLook() {
        gateway.on("messages.send", "{\"session\":\"s_1\",\"turn\":\"t_1\",\"state\":\"queued\"}");
        var ended = shell.run("send", "x", "--timeout", "1");
        assertThat(ended)
                .isEqualTo(new Shell.Ended(1, "", "postern: timeout: the turn goes on: see 'postern turns get t_1'"));
    }

    @Test
    void leavesOnceAccepted() {
        gateway.on("messages.send", "{\"session\":\"s_1\",\"turn\":\"t_1\",\"state\":\"queued\"}");
        assertThat(shell.run("send", "x", "--no-wait", "--session", "s_1"))
                .isEqualTo(new Shell.Ended(0, "t_1  queued", ""));
        assertThat(gateway.params("messages.send")).hasToString("{\"text\":\"x\",\"session\":\"s_1\"}");
    }

    @Test
    void showsEventsALine() {
        gateway.on("events.subscribe", (params, connection) -> {
            connection.result(FakeGateway.json("{\"subscription\":\"u_1\",\"cursor\":\"j1-0\"}"));
            connection.event("gateway.heartbeat", "j1-0", "{}");
            connection.event("turn.finished", "j1-1", "{\"turn\":\"t_1\",\"reply\":\"a\\nb\"}");
            connection.event("turn.finished", "j1-2", "{\"turn\":\"t_2\"}");
        });
        assertThat(shell.run("events", "turn.*", "--count", "2"))
                .isEqualTo(new Shell.Ended(
                        0,
                        "2026-11-22T10:00:00.000Z  turn.finished  turn=t_1  reply=a\\nb\n"
                                + "2026-11-22T10:00:00.000Z  turn.finished  turn=t_2",
                        ""));
        assertThat(gateway.params("events.subscribe")).hasToString("{\"topics\":[\"turn.*\"]}");
        assertThat(shell.run("events", "--json", "--count", "1", "--since", "j1-7").out())
                .startsWith("{\"type\":\"event\"");
        assertThat(gateway.params("events.subscribe"))
                .hasToString("{\"topics\":[\"turn.finished\",\"tool.started\"],\"since\":\"j1-7\"}");
    }

    @Test
    void goesOnWhereItWasAfterABreak() {
        var times = new AtomicInteger();
        gateway.on("events.subscribe", (params, connection) -> {
            connection.result(FakeGateway.json("{\"subscription\":\"u_1\",\"cursor\":\"j1-0\"}"));
            connection.event("turn.started", "j1-" + times.incrementAndGet(), "{}");
            connection.closeWith(1012, "restarting");
        });
        var ended = shell.run("events", "--count", "2");
        assertThat(ended.exit()).isZero();
        assertThat(ended.err()).isEqualTo("the gateway closed the connection: 1012 restarting");
        assertThat(gateway.params("events.subscribe").text("since")).contains("j1-1");
    }

    @Test
    void endsWhenTheTokenIsRevokedMeanwhile() {
        gateway.on("events.subscribe", (params, connection) -> {
            connection.result(JsonObject.EMPTY);
            connection.closeWith(4401, "revoked");
        });
        assertThat(shell.run("events"))
                .isEqualTo(new Shell.Ended(1, "",
                        "postern: unavailable: the gateway closed the connection: 4401 revoked"));
    }

    @Test
    void readsMessagesInPiecesAndAnswersPings() {
        gateway.on("gateway.ping", (params, connection) -> {
            connection.frame(0x89, "are you there".getBytes(StandardCharsets.UTF_8));
            var text = "{\"type\":\"response\",\"id\":\"2\",\"ok\":true,\"result\":{\"at\":\"" + "é".repeat(70_000)
                    + "\"}}";
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            connection.frame(0x01, java.util.Arrays.copyOf(bytes, 50));
            connection.frame(0x89, new byte[0]);
            connection.frame(0x00, java.util.Arrays.copyOfRange(bytes, 50, 61));
            connection.frame(0x80, java.util.Arrays.copyOfRange(bytes, 61, bytes.length));
        });
        assertThat(shell.run("call", "gateway.ping").out()).contains("é".repeat(70_000));
    }

    @Test
    void refusesFramesThatOnlyClientsMask() {
        gateway.on("gateway.ping", (params, connection) -> {
            connection.frame(0x81, new byte[0x80 - 2]);
            connection.frame(0x83, new byte[0]);
        });
        assertThat(shell.run("call", "gateway.ping").exit()).isEqualTo(1);
    }

    @Test
    void doesNotTakeAnotherServersAnswerForAGateway() throws Exception {
        try (var other = new java.net.ServerSocket(0)) {
            Thread.ofVirtual().start(() -> {
                try (var socket = other.accept()) {
                    socket.getInputStream().read();
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (java.io.IOException e) {
                    // the client has gone
                }
            });
            var ended = new Shell(java.util.Map.of("POSTERN_TOKEN", "x"))
                    .run("status", "--url", "ws://127.0.0.1:" + other.getLocalPort());
            assertThat(ended.err())
                    .isEqualTo("postern: unavailable: the server did not accept the connection: HTTP/1.1 200 OK");
        }
    }
}

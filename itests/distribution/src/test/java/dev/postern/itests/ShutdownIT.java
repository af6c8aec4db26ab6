// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How a gateway ends, and that only one runs on a home. */
@ExtendWith(SharedGateway.class)
class ShutdownIT {
    @TempDir
    static Path home;
    @AutoClose
    private static final StandingGateway standing = new StandingGateway(() -> home, builder -> builder.configure(
            "dev.postern.tools.shell.program~sleep", Shell.allowed("sleep")));

    @Test
    void sigtermDrainsAndExitsZeroAndLosesNothing() throws Exception {
        var turns = new ArrayList<String>();
        var gateway = standing.gateway();
        try (var client = gateway.connect()) {
            for (int i = 0; i < 100; i++) {
                turns.add(client.call("messages.send", Messages.in("drain-" + i % 10, "/time.now"))
                        .text("turn")
                        .orElseThrow());
            }
            assertThat(gateway.terminate()).isZero();
            assertThat(client.closeCode()).isEqualTo(1012);
        }
        try (var client = standing.gateway().connect()) {
            for (var turn : turns) {
                assertThat(client.awaitTurn(turn, "finished").text("reply")).isPresent();
            }
        }
    }

    @Test
    void aTurnThatRunsComesToItsEndBeforeItExits() throws Exception {
        String turn;
        var gateway = standing.gateway();
        try (var client = gateway.connect()) {
            turn = behindGate(gateway, client);
            gateway.process().destroy();
            Await.until("it takes no more messages", () -> gateway.get("/readyz").statusCode() == 503);
            assertThat(client.awaitTurn(turn, "running").text("id")).contains(turn);
            Files.createFile(home.resolve("workspace/gate"));
            assertThat(gateway.awaitExit()).isZero();
        }
        try (var client = standing.gateway().connect()) {
            assertThat(client.awaitTurn(turn, "finished").text("reply")).isPresent();
        }
        assertThat(Files.readAllLines(home.resolve("workspace/gated.txt"))).hasSize(1);
    }

    @Test
    void aTurnThatTakesTooLongIsCutOffAndGoesOnAtTheNextStart(@TempDir Path impatient) throws Exception {
        String turn;
        try (var gateway = Gateway.builder(impatient).configure("dev.postern.pipeline", "{\"drain.seconds\": 1}")
                .start();
                var client = gateway.connect()) {
            turn = behindGate(gateway, client);
            assertThat(gateway.terminate()).isZero();
        }
        Files.createFile(impatient.resolve("workspace/gate"));
        try (var gateway = Gateway.start(impatient);
                var client = gateway.connect()) {
            client.awaitTurn(turn, "finished");
        }
        // the tool says that a repeat does no harm, and sees by the key that it is one
        var effects = Files.readAllLines(impatient.resolve("workspace/gated.txt"));
        assertThat(effects).hasSize(2).containsOnly(effects.getFirst());
    }

    /** Returns once a turn's tool has had its effect and waits for a gate; gives the turn. */
    private static String behindGate(Gateway gateway, WireClient client) throws Exception {
        Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
        var turn = client.call("messages.send", Messages.in("gated", "/effects.gated")).text("turn").orElseThrow();
        Await.until("the tool runs", () -> Files.exists(gateway.home().resolve("workspace/gated.txt")));
        return turn;
    }

    @Test
    void aProgramThatSomebodyHoldsEndsWithIt() throws Exception {
        JsonObject call;
        var gateway = standing.gateway();
        try (var client = gateway.connect();
                var beats = new Beats()) {
            var asked = Approvals.invoke(client, Shell.call("sleep", "617.25"));
            call = JsonObject.of("call", asked.text("call").orElseThrow());
            beats.hold(client, asked);
            Await.until("it sleeps", () -> Shell.sleeps("617.25"));
            assertThat(gateway.terminate()).isZero();
            assertThat(Shell.sleeps("617.25")).as("it outlives the gateway").isFalse();
        }
        try (var client = standing.gateway().connect()) {
            // cut off by the signal, or by the connection's end that comes with it
            assertThat(client.call("calls.get", call).object("call").orElseThrow().text("state").orElseThrow())
                    .isIn("in_doubt", "cancelled");
            assertThat(Shell.sleeps("617.25")).as("it began again").isFalse();
        }
    }

    @Test
    void refusesASecondGatewayAndNamesTheHolder(Gateway gateway) throws Exception {
        var holder = Files.readString(gateway.home().resolve("run/pid")).strip();
        assertThat(holder).isEqualTo(Long.toString(gateway.process().pid()));
        var second = gateway.command("run");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).contains(holder);
        try (var client = gateway.connect()) {
            client.call("gateway.ping", JsonObject.EMPTY);
        }
    }

    @Test
    void theTokenIsPrivateAndThePortIsLocal(Gateway gateway) throws Exception {
        assertThat(PosixFilePermissions.toString(
                Files.getPosixFilePermissions(gateway.home().resolve("secrets/operator.token"))))
                .isEqualTo("rw-------");
        for (var address : java.net.NetworkInterface.networkInterfaces()
                .flatMap(java.net.NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList()) {
            assertThat(reachable(address, gateway.port())).as(address.toString()).isFalse();
        }
    }

    private static boolean reachable(java.net.InetAddress address, int port) {
        try (var socket = new java.net.Socket()) {
            socket.connect(new java.net.InetSocketAddress(address, port), 2_000);
            return true;
        } catch (java.io.IOException refused) {
            return false;
        }
    }
}

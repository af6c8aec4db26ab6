// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk: refused, reads go on, nothing acknowledged is gone, and it goes on once there is room. */
class DiskFullIT {
    @Test
    void refusesWhatCannotBeKept(@TempDir Path folder) throws Exception {
        var home = Files.createDirectories(folder.resolve("small"));
        assumeTrue(mount("-t", "tmpfs", "-o", "size=96m", "tmpfs", home.toString()), "may not mount a small disk here");
        try {
            var acknowledged = new ArrayList<String>();
            try (var gateway = Gateway.start(home);
                    var client = gateway.connect()) {
                acknowledged.add(client.say(Messages.in("full", "/time.now")).text("id").orElseThrow());
                fill(home.resolve("ballast"));
                var refusal = fillJournal(client, acknowledged);
                assertThat(refusal).isIn("unavailable", "overloaded");
                client.call("sessions.list", JsonObject.EMPTY);
                for (var turn : acknowledged) {
                    client.call("turns.get", JsonObject.of("turn", turn));
                }
                Files.delete(home.resolve("ballast"));
                dev.postern.itests.harness.Await.until("messages are taken again", () -> client.request(
                        "messages.send", Messages.in("again", "/time.now"), JsonObject.EMPTY)
                        .bool("ok")
                        .orElse(false));
                for (var turn : acknowledged) {
                    client.awaitTurn(turn, "finished");
                }
                assertThat(gateway.terminate()).isZero();
            }
            try (var gateway = Gateway.start(home);
                    var client = gateway.connect()) {
                for (var turn : acknowledged) {
                    client.awaitTurn(turn, "finished");
                }
            }
        } finally {
            new ProcessBuilder("umount", "-l", home.toString()).start().waitFor();
        }
    }

    private static String fillJournal(WireClient client, ArrayList<String> acknowledged) throws Exception {
        for (int i = 0; i < 2_000; i++) {
            var answer = client.request(
                    "messages.send", Messages.in("full-" + i, "x".repeat(100_000)), JsonObject.EMPTY);
            if (!answer.bool("ok").orElse(false)) {
                return WireClient.error(answer).text("code").orElseThrow();
            }
            acknowledged.add(WireClient.result(answer).text("turn").orElseThrow());
        }
        throw new AssertionError("the disk never was full");
    }

    private static void fill(Path ballast) throws Exception {
        var chunk = new byte[1 << 20];
        try (var out = Files.newOutputStream(ballast)) {
            while (ballast.toFile().getUsableSpace() > (4L << 20)) {
                out.write(chunk);
            }
        }
    }

    private static boolean mount(String... arguments) throws Exception {
        var line = new ArrayList<>(java.util.List.of("mount"));
        line.addAll(java.util.List.of(arguments));
        try {
            return new ProcessBuilder(line).inheritIO().start().waitFor() == 0;
        } catch (java.io.IOException noMount) {
            return false;
        }
    }
}

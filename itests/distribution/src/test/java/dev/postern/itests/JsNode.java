// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Distribution;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.WireClient;
import dev.postern.itests.harness.WireNode;

/** The example's node, in a process of its own. Where there is no Node with a WebSocket, tests with it are skipped. */
final class JsNode implements AutoCloseable {
    /** The first that has it with a flag; from 22 on it needs none. */
    private static final int OLDEST = 20;
    private static final int NEEDS_NO_FLAG = 22;

    private final Process process;
    private final Path log;

    private JsNode(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it and waits until its tools serve. */
    static JsNode start(Gateway gateway, WireClient operator, Path folder, String name) throws Exception {
        int version = version();
        assumeTrue(version >= OLDEST, "there is no Node " + OLDEST + " or newer here");
        var token = folder.resolve("node.token");
        if (!Files.exists(token)) {
            Files.writeString(token, WireNode.token(operator) + "\n");
        }
        var command = new ArrayList<>(List.of("node"));
        if (version < NEEDS_NO_FLAG) {
            command.add("--experimental-websocket");
        }
        command.add("node.mjs");
        var log = Files.createTempFile(folder, "node", ".log");
        var builder = new ProcessBuilder(command)
                .directory(Distribution.root().resolve("examples/js-node").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("POSTERN_URL", "ws://127.0.0.1:" + gateway.port() + "/gateway");
        builder.environment().put("POSTERN_TOKEN_FILE", token.toString());
        builder.environment().put("POSTERN_NODE", name);
        var node = new JsNode(builder.start(), log);
        Await.until("the node serves", () -> {
            if (!node.process.isAlive()) {
                throw new AssertionError("the node ended: " + Files.readString(log));
            }
            return Files.readString(log).contains(" serves");
        });
        return node;
    }

    /** What it said. */
    String said() throws IOException {
        return Files.readString(log);
    }

    /** As kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    int awaitExit() throws Exception {
        if (!process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the node does not end: " + said());
        }
        return process.exitValue();
    }

    private static int version() throws Exception {
        try {
            var asked = new ProcessBuilder("node", "--version").redirectErrorStream(true).start();
            var version = new String(asked.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .strip();
            return asked.waitFor() == 0 && version.matches("v\\d+\\..*")
                    ? Integer.parseInt(version.substring(1, version.indexOf('.')))
                    : 0;
        } catch (IOException none) {
            return 0;
        }
    }

    @Override
    public void close() throws Exception {
        kill();
    }
}

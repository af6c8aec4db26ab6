// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs the command line as a shell would. */
record Shell(Map<String, String> environment) {

    /** How a command ended. */
    record Ended(int exit, String out, String err) {}

    static Shell at(FakeGateway gateway) {
        return new Shell(
                Map.of("POSTERN_URL", "ws://127.0.0.1:" + gateway.port(), "POSTERN_TOKEN", FakeGateway.TOKEN));
    }

    Ended run(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = new Main(environment, stream(out), stream(err)).run(List.of(words));
        return new Ended(
                exit,
                out.toString(StandardCharsets.UTF_8).stripTrailing(),
                err.toString(StandardCharsets.UTF_8).stripTrailing());
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}

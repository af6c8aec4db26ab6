// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;

import dev.postern.itests.harness.Gateway;

/** {@code gateway.ping} as a ratio to a bare Jetty echo, in turns: echo, gateway, echo, gateway. */
final class PingBench implements Main.Measurement {
    private static final String REQUEST = "{\"type\":\"request\",\"id\":\"17\",\"method\":\"gateway.ping\",\"params\":{}}";
    private static final double SECONDS = 2;
    private static final int ROUNDS = 5;

    @Override
    public void run(Path folder, Report report) throws Exception {
        var java = ProcessHandle.current().info().command().orElseThrow();
        var echo = new ProcessBuilder(
                java,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                EchoServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var gateway = Gateway.start(folder);
                var reader = echo.inputReader()) {
            int echoPort = Integer.parseInt(reader.readLine());
            var token = gateway.token();
            int port = gateway.port();
            Load.Opener bare = () -> new LoadSocket(echoPort, "/echo", "postern.v1");
            Load.Opener ours = () -> {
                var socket = new LoadSocket(port, "/gateway", "postern.v1");
                socket.hello(token);
                return socket;
            };
            for (int inFlight : new int[]{1, 16}) {
                for (int connections : new int[]{1, 8, 64}) {
                    compare(report, bare, ours, echo.pid(), gateway.process().pid(), connections, inFlight);
                }
            }
            gateway.terminate(); // in order, so that a flight recording is written
        } finally {
            echo.destroyForcibly().waitFor();
        }
    }

    private static void compare(
            Report report, Load.Opener bare, Load.Opener ours, long echo, long gateway, int connections, int inFlight)
            throws Exception {
        var rounds = new ArrayList<Round>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(new Round(measured(bare, echo, connections, inFlight),
                    measured(ours, gateway, connections, inFlight)));
        }
        rounds.sort(Comparator.comparingDouble(Round::ratio));
        var median = rounds.get(ROUNDS / 2);
        report.row(
                "`gateway.ping`, " + inFlight + " in flight, " + connections
                        + (connections == 1 ? " connection" : " connections"),
                "0.7 of a bare echo",
                "**%.2f** (%.2f–%.2f): %,.0f/s of %,.0f/s; p50 %.0f µs of %.0f µs; %.1f CPU-µs of %.1f each",
                median.ratio(),
                rounds.getFirst().ratio(),
                rounds.getLast().ratio(),
                median.ours().load().perSecond(),
                median.bare().load().perSecond(),
                median.ours().load().p50Micros(),
                median.bare().load().p50Micros(),
                median.ours().cpuMicros(),
                median.bare().cpuMicros());
    }

    private static Measured measured(Load.Opener opener, long pid, int connections, int inFlight) throws Exception {
        double before = ProcessStat.cpuSeconds(pid);
        var load = Load.run(opener, connections, inFlight, REQUEST, SECONDS);
        return new Measured(load, (ProcessStat.cpuSeconds(pid) - before) * 1e6 / load.answered());
    }

    /** One side of a round: what it did, and the CPU time of its process for each answer. */
    private record Measured(Load load, double cpuMicros) {}

    /** The bare echo, and the gateway right after it. */
    private record Round(Measured bare, Measured ours) {
        double ratio() {
            return ours.load().perSecond() / bare.load().perSecond();
        }
    }
}

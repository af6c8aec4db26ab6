package dev.postern.bench;

import java.nio.file.Path;

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
        var ratios = new double[ROUNDS];
        var theirs = new Load(0, 0, 0);
        var mine = new Load(0, 0, 0);
        double echoCpu = 0;
        double ourCpu = 0;
        double echoed = 0;
        double answered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double before = ProcessStat.cpuSeconds(echo);
            theirs = Load.run(bare, connections, inFlight, REQUEST, SECONDS);
            echoCpu += ProcessStat.cpuSeconds(echo) - before;
            echoed += theirs.perSecond() * SECONDS * 4 / 3;
            before = ProcessStat.cpuSeconds(gateway);
            mine = Load.run(ours, connections, inFlight, REQUEST, SECONDS);
            ourCpu += ProcessStat.cpuSeconds(gateway) - before;
            answered += mine.perSecond() * SECONDS * 4 / 3;
            ratios[round] = mine.perSecond() / theirs.perSecond();
        }
        java.util.Arrays.sort(ratios);
        report.row(
                "`gateway.ping`, " + inFlight + " in flight, " + connections + " connections",
                "0.7 of a bare echo",
                "**%.2f** (%.2f–%.2f): %,.0f/s of %,.0f/s; %.0f µs of %.0f µs p50; %.1f CPU-µs of %.1f each",
                ratios[ROUNDS / 2],
                ratios[0],
                ratios[ROUNDS - 1],
                mine.perSecond(),
                theirs.perSecond(),
                mine.p50Micros(),
                theirs.p50Micros(),
                ourCpu * 1e6 / answered,
                echoCpu * 1e6 / echoed);
    }
}

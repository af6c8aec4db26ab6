// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Path;
import java.util.ArrayList;

import dev.postern.itests.harness.Gateway;

/** What an idle authenticated connection takes of the gateway's memory: live heap after a collection, and RSS. */
final class IdleBench implements Main.Measurement {
    private static final int CONNECTIONS = 2_000;

    @Override
    public void run(Path folder, Report report) throws Exception {
        try (var gateway = Gateway.start(folder)) {
            var sockets = new ArrayList<LoadSocket>();
            open(gateway, sockets, 200);
            long heap = liveHeapKib(gateway);
            long resident = ProcessStat.residentKib(gateway.process().pid());
            open(gateway, sockets, CONNECTIONS);
            double heapEach = (liveHeapKib(gateway) - heap) / (double) CONNECTIONS;
            double residentEach = (ProcessStat.residentKib(gateway.process().pid()) - resident) / (double) CONNECTIONS;
            for (var socket : sockets) {
                socket.close();
            }
            report.row(
                    "idle authenticated connection, of " + CONNECTIONS,
                    "20 KB",
                    "%.1f KB of live heap, %.1f KB of RSS",
                    heapEach,
                    residentEach);
        }
    }

    private static void open(Gateway gateway, ArrayList<LoadSocket> sockets, int count) throws Exception {
        var token = gateway.token();
        int port = gateway.port();
        for (int i = 0; i < count; i++) {
            var socket = new LoadSocket(port, "/gateway", "postern.v1");
            socket.hello(token);
            sockets.add(socket);
        }
    }

    private static long liveHeapKib(Gateway gateway) throws Exception {
        var java = Path.of(ProcessHandle.current().info().command().orElseThrow());
        var pid = Long.toString(gateway.process().pid());
        var histogram = new ProcessBuilder(java.resolveSibling("jcmd").toString(), pid, "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        long bytes = 0;
        try (var lines = histogram.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("Total")) {
                    bytes = Long.parseLong(line.trim().split("\\s+")[2]);
                }
            }
        }
        return bytes / 1024;
    }
}

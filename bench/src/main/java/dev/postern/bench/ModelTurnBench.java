// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.itests.harness.Gateway;

/** Turns that a model decides, which answers at once: from the message's sending to the arrival of {@code turn.finished}. */
final class ModelTurnBench implements Main.Measurement {
    /** After 2,000 the compiler still takes a third of the time. */
    private static final int WARM = 10_000;
    private static final int TURNS = 500;
    private static final String PLAIN = "How are you?";
    private static final String TIMED = "What time is it?";
    private static final byte[] REPLY = AnsweringModel.chunk(Stream
            .of("I", " am", " well", ",", " thank", " you", " for", " asking", ".")
            .map(AnsweringModel::text).collect(Collectors.joining()) + AnsweringModel.end("stop"));
    private static final byte[] CALL = AnsweringModel
            .chunk(AnsweringModel.call("time_now", "{\"zone\":\"Europe/Zurich\"}"));

    @Override
    public void run(Path folder, Report report) throws Exception {
        try (var model = new AnsweringModel(ModelTurnBench::answer);
                var gateway = model.gateway(folder)) {
            one(gateway, report, "model turn without tools, one session", PLAIN, "p50 8 ms, 4 CPU-ms a turn");
            one(gateway, report, "model turn with one low-risk tool (two exchanges), one session", TIMED,
                    "7 CPU-ms a turn");
            many(gateway, report);
            gateway.terminate(); // in order, so that a flight recording is written
        }
    }

    /** Calls the tool where the last message asks what it tells; history has no results. */
    private static void answer(String request, OutputStream out) throws IOException {
        int said = request.lastIndexOf("\"role\":\"user\"");
        boolean asks = request.indexOf(TIMED, said) >= 0 && request.indexOf("\"role\":\"tool\"", said) < 0;
        out.write(asks ? CALL : REPLY);
    }

    private static void one(Gateway gateway, Report report, String what, String text, String reach) throws Exception {
        try (var client = gateway.connect()) {
            client.subscribe("turn.finished");
            TurnBench.drive(client, text, text, WARM);
            double cpu = ProcessStat.cpuSeconds(gateway.process().pid());
            var times = TurnBench.drive(client, text, text, TURNS);
            cpu = ProcessStat.cpuSeconds(gateway.process().pid()) - cpu;
            times.sort(null);
            report.row(what, reach, "p50 %.1f ms, p99 %.1f ms, %.2f CPU-ms a turn in the gateway",
                    times.get(TURNS / 2) / 1e6, times.get(TURNS * 99 / 100) / 1e6, cpu * 1e3 / TURNS);
        }
    }

    private static void many(Gateway gateway, Report report) throws Exception {
        TurnBench.sessions(gateway, PLAIN, 30);
        double cpu = ProcessStat.cpuSeconds(gateway.process().pid());
        long begin = System.nanoTime();
        int turns = TurnBench.sessions(gateway, PLAIN, 60);
        double seconds = (System.nanoTime() - begin) / 1e9;
        cpu = ProcessStat.cpuSeconds(gateway.process().pid()) - cpu;
        report.row("model turns without tools, " + TurnBench.SESSIONS + " sessions at once", "150 turns/s",
                "%,.0f turns/s, %.2f CPU-ms a turn in the gateway", turns / seconds, cpu * 1e3 / turns);
    }
}

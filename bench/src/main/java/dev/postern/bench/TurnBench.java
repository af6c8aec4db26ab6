// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.WireClient;

/** Turns with one low-risk tool: from the message's sending to the arrival of {@code turn.finished}. */
final class TurnBench implements Main.Measurement {
    static final int SESSIONS = 64;
    static final String TIMED = "/time.now";

    @Override
    public void run(Path folder, Report report) throws Exception {
        // One client cannot ask that much of a session by default: what is measured is the turn, not the limit.
        try (var gateway = Gateway.builder(folder)
                .configure("dev.postern.session", "{\"messages.per.minute\": 100000}")
                .start()) {
            one(gateway, report);
            many(gateway, report);
            gateway.terminate(); // in order, so that a flight recording is written
        }
    }

    private static void one(Gateway gateway, Report report) throws Exception {
        try (var client = gateway.connect()) {
            client.subscribe("turn.finished");
            drive(client, "one", TIMED, 500);
            double cpu = ProcessStat.cpuSeconds(gateway.process().pid());
            var times = drive(client, "one", TIMED, 500);
            cpu = ProcessStat.cpuSeconds(gateway.process().pid()) - cpu;
            times.sort(null);
            var turn = client.say(Messages.in("one", TIMED));
            report.row(
                    "turn with one low-risk tool, one session",
                    "p50 10 ms",
                    "p50 %.1f ms, p99 %.1f ms, %.2f CPU-ms a turn in the gateway",
                    times.get(times.size() / 2) / 1e6,
                    times.get(times.size() * 99 / 100) / 1e6,
                    cpu * 1e3 / times.size());
            report.row("commits of such a turn", "at most 6", "%d", turn.integer("commits").orElseThrow());
        }
    }

    private static void many(Gateway gateway, Report report) throws Exception {
        sessions(gateway, TIMED, 30);
        double cpu = ProcessStat.cpuSeconds(gateway.process().pid());
        long begin = System.nanoTime();
        int turns = sessions(gateway, TIMED, 60);
        double seconds = (System.nanoTime() - begin) / 1e9;
        cpu = ProcessStat.cpuSeconds(gateway.process().pid()) - cpu;
        report.row(
                "the same, " + SESSIONS + " sessions at once",
                "300 turns/s, 3 CPU-ms a turn",
                "%,.0f turns/s, %.2f CPU-ms a turn in the gateway",
                turns / seconds,
                cpu * 1e3 / turns);
    }

    /** So many turns of that message in each of 64 sessions at once; gives how many there were in all. */
    static int sessions(Gateway gateway, String text, int turns) throws Exception {
        try (var threads = Executors.newFixedThreadPool(SESSIONS)) {
            var sessions = new ArrayList<Future<Integer>>();
            for (int i = 0; i < SESSIONS; i++) {
                var thread = "many-" + i;
                sessions.add(threads.submit(() -> session(gateway, thread, text, turns)));
            }
            int total = 0;
            for (var session : sessions) {
                total += session.get();
            }
            return total;
        }
    }

    private static int session(Gateway gateway, String thread, String text, int turns) throws Exception {
        try (var client = gateway.connect()) {
            var made = client.call("messages.send", Messages.in(thread, "/help"));
            var params = JsonObject.builder()
                    .put("topics", JsonArray.ofStrings(List.of("turn.finished")))
                    .put("session", made.text("session").orElseThrow())
                    .build();
            client.call("events.subscribe", params);
            return drive(client, thread, text, turns).size();
        }
    }

    /** So many turns of that message, one after another; gives the time of each in ns. */
    static ArrayList<Long> drive(WireClient client, String thread, String text, int turns) throws Exception {
        var times = new ArrayList<Long>();
        for (int i = 0; i < turns; i++) {
            long begin = System.nanoTime();
            var turn = client.call("messages.send", Messages.in(thread, text))
                    .text("turn")
                    .orElseThrow();
            client.nextEvent(
                    "turn.finished", payload -> payload.text("turn").filter(turn::equals).isPresent());
            times.add(System.nanoTime() - begin);
        }
        return times;
    }
}

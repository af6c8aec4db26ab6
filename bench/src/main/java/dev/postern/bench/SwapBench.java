// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;

/**
 * Turns of 200 sessions, one a second each, that use a tool: first nobody touches it, then its bundle is updated a hundred
 * times. What is compared was measured in one run, one after the other.
 */
final class SwapBench implements Main.Measurement {
    private static final int SESSIONS = 200;
    private static final int UPDATES = 100;
    private static final long BETWEEN_UPDATES_MILLIS = 300;
    private static final long PACE_MILLIS = 1_000;
    private static final long QUIET_MILLIS = UPDATES * BETWEEN_UPDATES_MILLIS;
    private static final String TOOL = "/hostile.talks";

    @Override
    public void run(Path folder, Report report) throws Exception {
        try (var gateway = Gateway.builder(folder)
                .configure("dev.postern.session", "{\"messages.per.minute\": 100000}").start();
                var operator = gateway.connect()) {
            update(gateway, operator, 0);
            var warm = sessions(gateway, QUIET_MILLIS / 3);
            warm.forEach(SwapBench::join);
            var quiet = times(sessions(gateway, QUIET_MILLIS));
            var load = sessions(gateway, QUIET_MILLIS);
            var updates = new ArrayList<Double>();
            while (load.stream().anyMatch(session -> !session.isDone()) && updates.size() < UPDATES) {
                updates.add(update(gateway, operator, updates.size() + 1));
                Thread.sleep(BETWEEN_UPDATES_MILLIS);
            }
            var swapped = times(load);
            updates.sort(null);
            report.row("turns of " + SESSIONS + " sessions that use a tool, one a second each", "",
                    "%,d turns, p50 %.1f ms, p99 %.1f ms", quiet.size(), p(quiet, 50), p(quiet, 99));
            report.row("the same while the tool's bundle is updated " + updates.size() + " times",
                    "p99 50 ms above without, 0 lost, 0 errors",
                    "%,d turns, p50 %.1f ms, p99 %.1f ms: %.1f ms above; all finished with the tool's answer",
                    swapped.size(), p(swapped, 50), p(swapped, 99), p(swapped, 99) - p(quiet, 99));
            report.row("update of a plugin of 18 tools under that load, by request", "",
                    "median %.0f ms, the slowest %.0f ms",
                    updates.get(updates.size() / 2), updates.getLast());
        }
    }

    private static List<Future<List<Long>>> sessions(Gateway gateway, long millis) {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var sessions = new ArrayList<Future<List<Long>>>();
        for (int i = 0; i < SESSIONS; i++) {
            var thread = "swap-" + i;
            sessions.add(threads.submit(() -> session(gateway, thread, millis)));
        }
        threads.shutdown();
        return sessions;
    }

    private static List<Long> session(Gateway gateway, String thread, long millis) throws Exception {
        var times = new ArrayList<Long>();
        try (var client = new LoadClient(gateway)) {
            var made = client.call("messages.send", "\"thread\":\"" + thread + "\",\"text\":\"/help\"");
            var session = LoadClient.between(made, "\"session\":\"", "\"");
            client.call("events.subscribe", "\"topics\":[\"turn.finished\"],\"session\":\"" + session + "\"");
            // not all in one moment
            Thread.sleep(ThreadLocalRandom.current().nextLong(PACE_MILLIS));
            long end = System.nanoTime() + millis * 1_000_000;
            while (System.nanoTime() < end) {
                long begin = System.nanoTime();
                var ended = client.turn(session, TOOL);
                long took = System.nanoTime() - begin;
                if (!ended.contains("said")) {
                    throw new IllegalStateException("without the tool's answer: " + ended);
                }
                times.add(took);
                Thread.sleep(Math.max(0, PACE_MILLIS - took / 1_000_000));
            }
        }
        return times;
    }

    /** In ms. */
    private static double update(Gateway gateway, WireClient client, int version) throws Exception {
        var imports = Files.createDirectories(gateway.home().resolve("import"));
        Files.move(HandmadeBundle.of(Plugins.HOSTILE_TOOLS, "0.2." + version).write(imports.resolve("next.jar")),
                imports.resolve("plugin.jar"), StandardCopyOption.REPLACE_EXISTING);
        var params = JsonObject.builder().put("source", JsonObject.of("path", "plugin.jar")).build();
        long begin = System.nanoTime();
        client.call("plugins.install", params);
        return (System.nanoTime() - begin) / 1e6;
    }

    private static List<Long> times(List<Future<List<Long>>> sessions) {
        var all = new ArrayList<Long>();
        sessions.forEach(session -> all.addAll(join(session)));
        all.sort(null);
        return all;
    }

    private static List<Long> join(Future<List<Long>> session) {
        try {
            return session.get();
        } catch (Exception failed) {
            throw new IllegalStateException("a session did not get its answers", failed);
        }
    }

    private static double p(List<Long> sorted, int percent) {
        return sorted.get(sorted.size() * percent / 100) / 1e6;
    }
}

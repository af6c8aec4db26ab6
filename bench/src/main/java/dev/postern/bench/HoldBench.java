// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.WireClient;

/** From letting go of a held program, in each way, until its process is gone. */
final class HoldBench implements Main.Measurement {
    private static final int RUNS = 100;

    /** Ways to let go. */
    private enum Way {
        RELEASE, DISCONNECT, SILENCE
    }

    @Override
    public void run(Path folder, Report report) throws Exception {
        try (var gateway = Gateway.builder(folder)
                .configure("dev.postern.tools.shell.program~sleep", "{\"program\":\"sleep\",\"arguments\":[\"*\"]}")
                .start();
                var client = gateway.connect()) {
            for (var way : Way.values()) {
                var times = new ArrayList<Long>();
                for (int i = 0; i < RUNS; i++) {
                    times.add(run(gateway, client, way, 70_000 + way.ordinal() * 1_000 + i));
                }
                times.sort(null);
                report.row("hold: " + switch (way) {
                    case RELEASE -> "let go";
                    case DISCONNECT -> "connection closed";
                    case SILENCE -> "no beat after the last";
                } + ", to the process gone", "p99 2.2 s", "p50 %.3f s, p99 %.3f s, the slowest of %d %.3f s",
                        times.get(RUNS / 2) / 1e9, times.get(RUNS * 99 / 100 - 1) / 1e9, RUNS,
                        times.getLast() / 1e9);
            }
        }
    }

    private static long run(Gateway gateway, WireClient client, Way way, int seconds) throws Exception {
        var input = JsonObject.builder().put("program", "sleep").put("folder", "workspace")
                .put("arguments", JsonArray.ofStrings(List.of(Integer.toString(seconds)))).build();
        var asked = Approvals.invoke(client, JsonObject.builder().put("tool", "shell.run").put("input", input).build());
        var hold = JsonObject.of("approval", Approvals.id(asked));
        try (var hand = gateway.connect()) {
            long beat = System.nanoTime();
            hand.call("approvals.hold", hold);
            while (!sleeps(seconds)) {
                if (System.nanoTime() - beat > TimeUnit.MILLISECONDS.toNanos(400)) {
                    beat = System.nanoTime();
                    hand.call("approvals.hold", hold);
                }
            }
            long begin = switch (way) {
                case SILENCE -> beat;
                case RELEASE, DISCONNECT -> System.nanoTime();
            };
            switch (way) {
                case RELEASE ->
                    hand.start("approvals.hold", hold.with("release", dev.postern.api.json.JsonBoolean.TRUE));
                case DISCONNECT -> hand.close();
                case SILENCE -> {}
            }
            while (sleeps(seconds)) {
                LockSupport.parkNanos(1_000_000);
            }
            return System.nanoTime() - begin;
        }
    }

    private static boolean sleeps(int seconds) throws IOException {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (commandLine(process).endsWith("sleep " + seconds)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ').strip();
        } catch (IOException gone) {
            return "";
        }
    }
}

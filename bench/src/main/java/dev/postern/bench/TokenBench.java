// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import dev.postern.itests.harness.Gateway;

/**
 * Models that write 50 tokens a second in 200 sessions at once, each session watched by a client of its own: how much later a
 * token is there than it was written. A token is the time at which it was written, by the clock of this JVM, which is both
 * the models' and the clients'; nothing is taken off the difference.
 */
final class TokenBench implements Main.Measurement {
    private static final int STREAMS = 200;
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long WARM_NANOS = TimeUnit.SECONDS.toNanos(12);
    private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final byte[] SHORT = AnsweringModel.chunk(AnsweringModel.text("Yes.") + AnsweringModel.end("stop"));
    private static final byte[] END = AnsweringModel.chunk(AnsweringModel.end("stop"));
    private static final String STREAM = "Write!";

    private final CountDownLatch all = new CountDownLatch(STREAMS);
    private final AtomicLong measured = new AtomicLong();
    /** When measuring begins; not before all streams run. */
    private volatile long from = Long.MAX_VALUE;
    private volatile long until = Long.MAX_VALUE;

    @Override
    public void run(Path folder, Report report) throws Exception {
        try (var model = new AnsweringModel(this::answer);
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var gateway = model.gateway(folder)) {
            var watchers = new ArrayList<Future<ArrayList<Long>>>();
            for (int i = 0; i < STREAMS; i++) {
                var thread = "stream-" + i;
                watchers.add(threads.submit(() -> watch(gateway, thread)));
            }
            if (!all.await(Gateway.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(all.getCount() + " streams do not begin: " + gateway.log());
            }
            long begin = System.nanoTime() + WARM_NANOS;
            until = begin + MEASURED_NANOS;
            from = begin;
            double before = cpuSecondsAt(gateway, begin);
            double cpu = cpuSecondsAt(gateway, until) - before;
            var delays = new ArrayList<Long>();
            for (var watcher : watchers) {
                delays.addAll(watcher.get());
            }
            delays.sort(null);
            int count = delays.size();
            report.row("a token's way through, " + STREAMS + " streams of 50 tokens/s at once", "p99 50 ms",
                    "p50 %.2f ms, p99 %.2f ms, the slowest %.1f ms; %,d of %,d tokens arrived;"
                            + " %.0f CPU-µs a token in the gateway",
                    delays.get(count / 2) / 1e6, delays.get((int) (count * 0.99)) / 1e6, delays.getLast() / 1e6, count,
                    measured.get(), cpu * 1e6 / count);
            gateway.terminate(); // in order, so that a flight recording is written
        }
    }

    private static double cpuSecondsAt(Gateway gateway, long moment) throws IOException {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return ProcessStat.cpuSeconds(gateway.process().pid());
    }

    /** Streams until the measurement's end, where that is asked. */
    private void answer(String request, OutputStream out) throws IOException {
        if (request.indexOf(STREAM, request.lastIndexOf("\"role\":\"user\"")) < 0) {
            out.write(SHORT);
            return;
        }
        all.countDown();
        for (long next = System.nanoTime(); next < until; next += PERIOD_NANOS) {
            LockSupport.parkNanos(next - System.nanoTime());
            long now = System.nanoTime();
            if (isMeasured(now)) {
                measured.incrementAndGet();
            }
            out.write(AnsweringModel.chunk(AnsweringModel.text(now + " ")));
        }
        out.write(END);
    }

    private boolean isMeasured(long written) {
        return written >= from && written < until;
    }

    /** Asks for a stream and gives the delays of its tokens in ns. */
    private ArrayList<Long> watch(Gateway gateway, String thread) throws IOException {
        try (var client = new LoadClient(gateway)) {
            var made = client.call("messages.send", "\"thread\":\"" + thread + "\",\"text\":\"Are you there?\"");
            var session = LoadClient.between(made, "\"session\":\"", "\"");
            client.call("events.subscribe", "\"topics\":[\"turn.finished\"],\"session\":\"" + session + "\"");
            var sent = client.call("messages.send", "\"session\":\"" + session + "\",\"text\":\"" + STREAM + "\"");
            var turn = LoadClient.between(sent, "\"turn\":\"", "\"");
            var delays = new ArrayList<Long>();
            for (var frame = client.next(turn); !frame.contains("\"turn.finished\""); frame = client.next(turn)) {
                long now = System.nanoTime();
                for (var token : LoadClient.between(frame, "\"data\":\"", "\"").split(" ")) {
                    if (!token.isEmpty() && isMeasured(Long.parseLong(token))) {
                        delays.add(now - Long.parseLong(token));
                    }
                }
            }
            return delays;
        }
    }
}

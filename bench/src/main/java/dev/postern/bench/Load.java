// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Requests on some connections, a fixed number of them in flight on each.
 *
 * @param answered requests answered in all, those of the warm-up too
 * @param perSecond requests answered in a second, all connections together
 * @param p50Micros half of the round trips were shorter; of one connection's when one is in flight
 * @param p99Micros 99 % were shorter
 */
record Load(long answered, double perSecond, double p50Micros, double p99Micros) {

    /** Opens a connection that is ready for requests. */
    interface Opener {
        LoadSocket open() throws IOException;
    }

    /** Runs for about the seconds given, after a warm-up of a third of them. */
    static Load run(Opener opener, int connections, int inFlight, String request, double seconds) throws Exception {
        var sockets = new ArrayList<LoadSocket>();
        try (var threads = Executors.newFixedThreadPool(connections)) {
            for (int i = 0; i < connections; i++) {
                sockets.add(opener.open());
            }
            var warm = phase(threads, sockets, inFlight, request, seconds / 3);
            var load = phase(threads, sockets, inFlight, request, seconds);
            return new Load(warm.answered + load.answered, load.perSecond, load.p50Micros, load.p99Micros);
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    private static Load phase(
            java.util.concurrent.ExecutorService threads,
            ArrayList<LoadSocket> sockets,
            int inFlight,
            String request,
            double seconds)
            throws Exception {
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        var results = new ArrayList<Future<long[]>>();
        for (var socket : sockets) {
            Callable<long[]> one = () -> drive(socket, inFlight, LoadSocket.frame(request), end);
            results.add(threads.submit(one));
        }
        var all = new ArrayList<Long>();
        for (var result : results) {
            for (long nanos : result.get()) {
                all.add(nanos);
            }
        }
        long count = (long) all.size() * inFlight;
        double elapsed = (System.nanoTime() - begin) / 1e9;
        all.sort(null);
        return new Load(
                count, count / elapsed, all.get(all.size() / 2) / 1e3, all.get((int) (all.size() * 0.99)) / 1e3);
    }

    /** Sends bursts of the size in flight and reads their answers; gives each burst's time in ns. */
    private static long[] drive(LoadSocket socket, int inFlight, byte[] frame, long end) throws IOException {
        var burst = new byte[frame.length * inFlight];
        for (int i = 0; i < inFlight; i++) {
            System.arraycopy(frame, 0, burst, i * frame.length, frame.length);
        }
        var times = java.util.stream.LongStream.builder();
        long now = System.nanoTime();
        do {
            socket.send(burst);
            for (int i = 0; i < inFlight; i++) {
                socket.receive();
            }
            long then = System.nanoTime();
            times.add(then - now);
            now = then;
        } while (now < end);
        return times.build().toArray();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds over every wire with servers that are slow, or never done. */
public abstract class PatienceContract extends ModelProviderFixture {
    /** Long enough for a request to arrive on a machine that is busy. */
    private static final Duration BRIEF = Duration.ofMillis(500);

    @Test
    void whoSendsNoHeadIsTooSlow() {
        var end = new CountDownLatch(1);
        server.then(exchange -> end.await());
        assertTooSlow(new ModelLimits(LONG, BRIEF, LONG, 50, 100_000), "began no answer within 500 ms", end);
    }

    @Test
    void whoOnlySaysThatItIsThereIsTooSlow() {
        var end = new CountDownLatch(1);
        server.then(exchange -> {
            try (var out = WireServer.begin(exchange)) {
                // a comment is no piece
                out.write(": wait\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                end.await();
            }
        });
        assertTooSlow(new ModelLimits(LONG, BRIEF, LONG, 50, 100_000), "began no answer within 500 ms", end);
    }

    @Test
    void whoFallsSilentIsTooSlow() {
        var end = new CountDownLatch(1);
        server.then(exchange -> {
            try (var out = WireServer.begin(exchange)) {
                for (var data : saying("H")) {
                    WireServer.event(out, data);
                }
                end.await();
            }
        });
        assertTooSlow(new ModelLimits(LONG, LONG, BRIEF, 50, 100_000), "paused in its answer for more than 500 ms",
                end);
    }

    private void assertTooSlow(ModelLimits limits, String words, CountDownLatch end) {
        try {
            var failed = fails(() -> ask(limits));
            assertThat(failed.failure()).isEqualTo(new ModelFailure.TimedOut());
            assertThat(failed).hasMessage("the model endpoint test " + words);
            assertThat(server.requests()).hasSizeLessThan(2);
        } finally {
            end.countDown();
        }
    }

    /** Bytes are no pieces of an answer until they are an event. */
    @ParameterizedTest
    @CsvSource({"false, began no answer within 500 ms", "true, paused in its answer for more than 500 ms"})
    void whoSendsAByteNowAndThenIsTooSlow(boolean begun, String words) throws Exception {
        var hungUp = new CountDownLatch(1);
        server.then(exchange -> {
            try (var out = WireServer.begin(exchange)) {
                for (var data : begun ? saying("H") : List.<String>of()) {
                    WireServer.event(out, data);
                }
                drip(out, "data: ");
            } finally {
                hungUp.countDown();
            }
        });
        var failed = fails(() -> ask(new ModelLimits(LONG, begun ? LONG : BRIEF, begun ? BRIEF : LONG, 50, 100_000)));
        assertThat(failed.failure()).isEqualTo(new ModelFailure.TimedOut());
        assertThat(failed).hasMessage("the model endpoint test " + words);
        assertThat(hungUp.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void whoStreamsForEverEndsWithItsTime() throws Exception {
        var hungUp = new CountDownLatch(1);
        server.then(exchange -> {
            try (var out = WireServer.begin(exchange)) {
                for (var data : saying("H")) {
                    WireServer.event(out, data);
                }
                while (true) {
                    WireServer.event(out, saying("").getLast());
                    pause();
                }
            } finally {
                hungUp.countDown();
            }
        });
        var failed = fails(() -> ask(new ModelLimits(BRIEF, LONG, LONG, 50, 100_000)));
        assertNotDone(failed);
        assertThat(hungUp.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /** However long it is read there is more at once, so that nobody ever waits for it. */
    @Test
    void whoIsFasterThanItIsReadEndsWithItsTimeToo() {
        var more = WireServer.event(saying("").getLast()).getBytes(StandardCharsets.UTF_8);
        long end = System.nanoTime() + LONG.toNanos();
        means.answer(() -> System.nanoTime() < end ? more : new byte[0]);
        assertNotDone(fails(() -> ask(new ModelLimits(BRIEF, LONG, LONG, 50, 100_000))));
    }

    private static void assertNotDone(ModelException failed) {
        assertThat(failed.failure()).isEqualTo(new ModelFailure.TimedOut());
        assertThat(failed).hasMessage("the model endpoint test was not done within 500 ms, all tries together");
    }

    @Test
    void aRefusalIsKnownByItsStatusWhereItsWordsHaveNoEnd() throws Exception {
        server.then(exchange -> {
            exchange.sendResponseHeaders(401, 0);
            drip(exchange.getResponseBody(), "{");
        });
        var failed = fails(() -> ask(new ModelLimits(LONG, BRIEF, LONG, 50, 100_000)));
        assertThat(failed.failure()).isEqualTo(new ModelFailure.KeyRefused());
        assertThat(failed).hasMessageContaining("secrets/model.key");
        assertThat(server.requests()).hasSize(1);
    }

    private static void drip(OutputStream out, String first) throws Exception {
        out.write(first.getBytes(StandardCharsets.UTF_8));
        while (true) {
            out.write('x');
            out.flush();
            pause();
        }
    }

    /** Of a slow server. */
    private static void pause() {
        LockSupport.parkNanos(5_000_000);
    }

    @Test
    void whoStreamsForEverIsCutAtTheLimit() {
        server.then(exchange -> {
            try (var out = WireServer.begin(exchange)) {
                for (var data : saying("x")) {
                    WireServer.event(out, data);
                }
                while (true) {
                    WireServer.event(out, saying("x").getLast());
                }
            }
        });
        assertFails("TooLarge", "larger than 100000 bytes");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anInterruptEndsItAndTheConnection() throws Exception {
        var begun = new CountDownLatch(1);
        var hungUp = new CountDownLatch(1);
        server.then(exchange -> {
            try (var out = WireServer.begin(exchange)) {
                for (var data : saying("x")) {
                    WireServer.event(out, data);
                }
                while (true) {
                    out.write(": x\n\n".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    begun.countDown();
                }
            } finally {
                hungUp.countDown();
            }
        });
        var thrown = new AtomicReference<Throwable>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                ask(new ModelLimits(LONG, LONG, LONG, 50, Integer.MAX_VALUE));
            } catch (Throwable ended) {
                thrown.set(ended);
            }
        });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        thread.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(hungUp.await(20, TimeUnit.SECONDS)).isTrue();
    }
}

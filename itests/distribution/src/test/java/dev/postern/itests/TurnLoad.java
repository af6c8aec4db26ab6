// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.WireClient;

/**
 * Sessions that say the same again and again, each when it has its answer, while something else happens. Keeps how each
 * turn ended and how long it took.
 */
final class TurnLoad implements AutoCloseable {
    private static final int SESSIONS_OF_A_CONNECTION = 10;

    private final String text;
    private final String expected;
    private final WireClient listener;
    private final List<WireClient> clients = new ArrayList<>();
    private final List<Thread> speakers = new ArrayList<>();
    private final Map<String, CompletableFuture<JsonObject>> ends = new ConcurrentHashMap<>();
    private final Map<String, Integer> finished = new ConcurrentHashMap<>();
    private final Map<String, Integer> called = new ConcurrentHashMap<>();
    private final List<String> accepted = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> took = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger speaking = new AtomicInteger();
    private final Thread hearing;
    private volatile boolean enough;

    private TurnLoad(Gateway gateway, int sessions, String text, String expected) throws Exception {
        this.text = text;
        this.expected = expected;
        listener = gateway.connect();
        listener.subscribe("turn.finished", "turn.failed", "turn.cancelled", "tool.started");
        hearing = Thread.ofVirtual().start(this::hear);
        for (int i = 0; i < sessions; i++) {
            if (i % SESSIONS_OF_A_CONNECTION == 0) {
                clients.add(gateway.connect());
            }
            var client = clients.getLast();
            var thread = "load-" + i;
            speakers.add(Thread.ofVirtual().unstarted(() -> speak(client, thread)));
        }
        speakers.forEach(Thread::start);
    }

    /**
     * Begins; goes on until it is closed.
     *
     * @param text a command that makes one call
     * @param expected what each reply has to contain
     */
    static TurnLoad begin(Gateway gateway, int sessions, String text, String expected) throws Exception {
        return new TurnLoad(gateway, sessions, text, expected);
    }

    private void speak(WireClient client, String thread) {
        speaking.incrementAndGet();
        try {
            while (!enough) {
                long begin = System.nanoTime();
                var turn = client.call("messages.send", Messages.in(thread, text)).text("turn").orElseThrow();
                accepted.add(turn);
                var end = end(turn).get(Gateway.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                took.add(System.nanoTime() - begin);
                if (!end.object("payload").orElseThrow().text("reply").orElse("").contains(expected)) {
                    failures.add(end.toString());
                }
            }
        } catch (Exception | AssertionError failed) {
            failures.add(thread + ": " + failed);
        } finally {
            speaking.decrementAndGet();
        }
    }

    private void hear() {
        try {
            while (true) {
                var event = listener.nextEvent();
                var turn = event.object("payload").orElseThrow().text("turn").orElse("");
                if (event.text("topic").orElse("").equals("tool.started")) {
                    called.merge(turn, 1, Integer::sum);
                } else {
                    finished.merge(turn, 1, Integer::sum);
                    end(turn).complete(event);
                }
            }
        } catch (Exception | AssertionError over) {
            // closed, or a speaker says what it waits for in vain
        }
    }

    private CompletableFuture<JsonObject> end(String turn) {
        return ends.computeIfAbsent(turn, _ -> new CompletableFuture<>());
    }

    /** Whether it was not told yet to come to its end. */
    boolean goesOn() {
        return !enough;
    }

    /** How many turns ended so far. */
    int ended() {
        return took.size();
    }

    /** Whether all connections that it speaks on are open. */
    boolean isConnected() {
        return listener.isOpen() && clients.stream().allMatch(WireClient::isOpen);
    }

    /** Lets all turns end; none may have failed, been lost, ended twice, or made its call twice. */
    void check() throws Exception {
        enough = true;
        for (var speaker : speakers) {
            speaker.join(Gateway.PATIENCE);
        }
        assertThat(speaking).hasValue(0);
        assertThat(failures).isEmpty();
        assertThat(finished.keySet()).containsAll(accepted);
        assertThat(accepted).doesNotHaveDuplicates().allSatisfy(turn -> assertThat(finished.get(turn)).isEqualTo(1));
        assertThat(accepted).allSatisfy(turn -> assertThat(called.get(turn)).isEqualTo(1));
        assertThat(isConnected()).isTrue();
    }

    @Override
    public void close() {
        enough = true;
        clients.forEach(WireClient::close);
        listener.close();
        hearing.interrupt();
    }
}

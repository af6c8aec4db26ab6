// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import dev.postern.api.client.Client;
import dev.postern.api.client.ClientException;
import dev.postern.api.client.TurnFeed.News;
import dev.postern.api.event.Event;

/** Tells a client of one turn, until that ends or nobody waits any more. */
final class Telling {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Set<String> WAITS = Set.of("waiting_approval", "in_doubt");

    private final Client client;
    private final String turn;
    private final boolean live;
    private final boolean keyed;
    private final Limits limits;
    private final BooleanSupplier stopping;
    private final Teller teller;
    private final Speech speech;
    private final Doubts doubts = new Doubts();

    /**
     * @param live whether what is said is told as it is said, and not at the end
     * @param keyed whether the same request begins no second turn
     * @param stopping whether the door closes
     */
    Telling(Client client, String turn, boolean live, boolean keyed, Limits limits, BooleanSupplier stopping,
            Teller teller) {
        this.client = client;
        this.turn = turn;
        this.live = live;
        this.keyed = keyed;
        this.limits = limits;
        this.stopping = stopping;
        this.teller = teller;
        this.speech = new Speech(teller);
    }

    /**
     * Tells it all, up to its end or to why there is none.
     *
     * @throws IOException when the client is gone
     */
    void tell() throws IOException {
        End end;
        try {
            end = told();
        } catch (ClientException refused) {
            end = new End.Refused(Refusal.of(refused).begun(keyed));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            end = leaving();
        }
        teller.end(end);
    }

    private End told() throws IOException, ClientException, InterruptedException {
        long begun = System.nanoTime();
        long heard = begun;
        try (var feed = client.follow(turn)) {
            while (true) {
                var news = feed.next(TICK);
                long now = System.nanoTime();
                if (news.isPresent()) {
                    heard = now;
                    var end = heard(news.get());
                    if (end.isPresent()) {
                        return end.get();
                    }
                } else if (now - heard >= limits.keepAlive().toNanos()) {
                    heard = now;
                    teller.idle();
                }
                if (stopping.getAsBoolean()) {
                    return leaving();
                }
                if (news.isEmpty()) {
                    look();
                    if (doubts.isOlderThan(limits.approvalPatience())) {
                        return waiting();
                    }
                }
                if (now - begun >= limits.patience().toNanos()) {
                    return doubts.isEmpty() ? new End.Refused(Refusal.late(turn, keyed)) : waiting();
                }
            }
        }
    }

    private End leaving() {
        return new End.Refused(
                Refusal.unavailable("the gateway is going away; the turn " + turn + " goes on").begun(keyed));
    }

    /** A client that may not read approvals is told no more than that it waits. */
    private void look() throws ClientException {
        if (!client.may("approvals:read")) {
            boolean waits = client.turn(turn).filter(now -> WAITS.contains(now.state())).isPresent();
            if (waits && doubts.isEmpty()) {
                doubts.hidden();
            } else if (!waits) {
                doubts.over();
            }
        }
    }

    private End waiting() throws IOException {
        var text = doubts.text(turn);
        speech.steps(Long.MAX_VALUE);
        speech.reply(text, 0);
        return new End.Waiting(text);
    }

    private Optional<End> heard(News news) throws IOException {
        return switch (news) {
            case News.Said said -> {
                if (live) {
                    speech.piece(said);
                }
                yield Optional.empty();
            }
            case News.Happened(var event) -> happened(event);
        };
    }

    private Optional<End> happened(Event event) throws IOException {
        var payload = event.payload();
        switch (event.topic()) {
            case "turn.finished" -> {
                var reply = payload.text("reply").orElse("");
                speech.reply(reply, payload.integer("steps").orElse(0L));
                return Optional.of(new End.Replied(reply));
            }
            case "turn.failed" -> {
                return Optional.of(new End.Refused(Refusal.failed(payload.text("code").orElse("internal"),
                        payload.text("message").orElse("the turn failed"))));
            }
            case "turn.cancelled" -> {
                return Optional.of(new End.Refused(Refusal.cancelled(turn)));
            }
            case "turn.step" -> speech.steps(payload.integer("step").orElse(0L));
            default -> {
                if (!event.topic().startsWith("turn.") && !event.topic().startsWith("message.")) {
                    doubts.happened(event);
                    teller.happened(event);
                }
            }
        }
        return Optional.empty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

import dev.postern.api.client.Client;
import dev.postern.api.client.ClientException;
import dev.postern.api.client.ClientMessage;
import dev.postern.api.client.ClientTurn;
import dev.postern.api.client.TurnFeed;
import dev.postern.api.client.TurnFeed.News;
import dev.postern.api.event.Event;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.model.ModelUsage;
import dev.postern.api.surface.Receipt;
import org.jspecify.annotations.Nullable;

/** A client whose one turn goes as a test says. */
final class FakeClient implements Client {
    final List<ClientMessage> sent = new ArrayList<>();
    final List<String> cancelled = new ArrayList<>();
    final Set<String> scopes;
    String state = "running";
    @Nullable
    ClientException refusal;
    private final Queue<News> news = new ArrayDeque<>();

    FakeClient(String... scopes) {
        this.scopes = Set.of(scopes);
    }

    FakeClient happens(String topic, String payload) {
        news.add(new News.Happened(new Event(topic, "default", "j1-1", Instant.EPOCH, Json.of(payload))));
        return this;
    }

    FakeClient says(int step, int attempt, long seq, String text) {
        news.add(new News.Said(step, attempt, seq, text, false));
        return this;
    }

    @Override
    public String id() {
        return "k_1";
    }

    @Override
    public boolean may(String scope) {
        return scopes.contains(scope);
    }

    @Override
    public Receipt send(ClientMessage message) throws ClientException {
        if (refusal != null) {
            throw refusal;
        }
        sent.add(message);
        return new Receipt("s_1", "t_1", false);
    }

    @Override
    public Part.Blob store(String mediaType, byte[] content) {
        return new Part.Blob("b_" + content.length, mediaType, "", Origin.PERSON);
    }

    @Override
    public Optional<ClientTurn> turn(String id) {
        return id.equals("t_1")
                ? Optional
                        .of(new ClientTurn("t_1", "s_1", state, Instant.ofEpochSecond(1_700_000_000), Optional.empty(),
                                Optional.empty()))
                : Optional.empty();
    }

    @Override
    public Optional<ModelUsage> usage(String turn) {
        return Optional.of(new ModelUsage(20, 4, 10));
    }

    @Override
    public TurnFeed follow(String turn) {
        return new TurnFeed() {
            @Override
            public Optional<News> next(Duration patience) throws ClientException {
                if (news.isEmpty() && refusal != null) {
                    throw refusal;
                }
                return Optional.ofNullable(news.poll());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void cancel(String turn) {
        cancelled.add(turn);
    }
}

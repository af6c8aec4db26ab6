// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import dev.postern.api.client.Client;
import dev.postern.api.client.ClientException;
import dev.postern.api.client.ClientMessage;
import dev.postern.api.client.ClientMessage.Choice;
import dev.postern.api.client.ClientMessage.Destination;
import dev.postern.api.client.ClientTurn;
import dev.postern.api.client.TurnFeed.News;
import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.model.ModelUsage;
import dev.postern.api.planner.TurnView;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Answers one request. */
final class Answering {
    /** What a client needs to ask, and to be told the answer. */
    private static final String READING = "sessions:read";
    private static final String WRITING = "messages:write";
    private static final String SESSION = "X-Postern-Session";
    private static final String TURN = "X-Postern-Turn";
    private static final String ONCE = "Idempotency-Key";

    private final Client client;
    private final Agents agents;
    private final Limits limits;
    private final BooleanSupplier stopping;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    Answering(Client client, Agents agents, Limits limits, BooleanSupplier stopping, HttpServletRequest request,
            HttpServletResponse response) {
        this.client = client;
        this.agents = agents;
        this.limits = limits;
        this.stopping = stopping;
        this.request = request;
        this.response = response;
    }

    /** {@code POST /v1/chat/completions}. */
    void chat(Arriving.Request room) throws IOException, Refusal, ClientException, InterruptedException {
        var begun = begin(ChatRequest::read, room);
        var head = begun.head();
        if (begun.stream()) {
            var stream = new ChatStream(Sse.to(response), head, begun.usage(), usage(head.turn()));
            tell(head.turn(), true, stream, stream::begin);
        } else {
            tell(head.turn(), false, new ChatWhole(response, head, usage(head.turn())), () -> {});
        }
    }

    /** {@code POST /v1/responses}. */
    void respond(Arriving.Request room) throws IOException, Refusal, ClientException, InterruptedException {
        var begun = begin(ResponsesRequest::read, room);
        var head = begun.head();
        var out = begun.stream() ? ResponseOuts.stream(Sse.to(response)) : ResponseOuts.whole(response);
        var teller = new ResponseTeller(new ResponseAnswer(head, begun.instructions(), begun.previous()), head.turn(),
                usage(head.turn()), out);
        tell(head.turn(), begun.stream(), teller, teller::begin);
    }

    /** Reads what one of the wires has. */
    private interface Wire {
        Ask read(JsonObject body, int mostMessages) throws Refusal;
    }

    /** What of a request is known until it is answered, which takes long: the request itself is not. */
    private record Begun(Head head, boolean stream, boolean usage, String instructions, Optional<String> previous) {}

    private Begun begin(Wire wire, Arriving.Request room) throws IOException, Refusal, ClientException {
        // nothing is read for who may not have it answered
        for (var scope : List.of(READING, WRITING)) {
            if (!client.may(scope)) {
                Bodies.drop(request, limits.bodyBytes());
                throw Refusal.scope(scope);
            }
        }
        var body = Bodies.read(request, limits.bodyBytes(), room);
        var ask = wire.read(body, limits.messages());
        var begun = new Begun(send(ask, body), ask.stream(), ask.usage(), ask.instructions(), ask.previous());
        room.keep((long) Character.BYTES * begun.instructions().length());
        return begun;
    }

    /** {@code GET /v1/responses/{id}}. */
    void show(String id) throws IOException, Refusal, ClientException, InterruptedException {
        Answers.json(response, 200, known(turn("response_id", id)));
    }

    /** {@code POST /v1/responses/{id}/cancel}. */
    void cancel(String id) throws IOException, Refusal, ClientException, InterruptedException {
        var turn = turn("response_id", id);
        client.cancel(turn.id());
        Answers.json(response, 200, known(turn("response_id", id)));
    }

    /** What can be known of a turn without waiting for it. */
    private JsonObject known(ClientTurn turn) throws IOException, ClientException, InterruptedException {
        var head = new Head(turn.id(), turn.session(), turn.acceptedAt(), Agents.ANY, JsonObject.EMPTY);
        var ended = new JsonObject[]{JsonObject.EMPTY};
        var out = ResponseOuts.quiet(object -> ended[0] = object);
        var teller = new ResponseTeller(new ResponseAnswer(head, "", Optional.empty()), turn.id(), usage(turn.id()),
                out);
        try (var feed = client.follow(turn.id())) {
            for (var news = feed.next(Duration.ZERO); news.isPresent(); news = feed.next(Duration.ZERO)) {
                if (news.get() instanceof News.Happened(var event) && event.topic().matches("(tool|approval)\\..*")) {
                    teller.happened(event);
                }
            }
        }
        switch (turn.state()) {
            case "finished" -> {
                teller.text(turn.reply().orElse(""));
                teller.textDone();
                teller.end(new End.Replied(turn.reply().orElse("")));
            }
            case "failed" -> {
                var why = turn.failure().orElse(new ClientTurn.Failure("internal", "the turn failed"));
                teller.end(new End.Refused(Refusal.failed(why.code(), why.message())));
            }
            case "cancelled" -> teller.end(new End.Refused(Refusal.cancelled(turn.id())));
            case "queued" -> {
                return teller.now("queued");
            }
            default -> {
                return teller.now("in_progress");
            }
        }
        return ended[0];
    }

    private Head send(Ask ask, JsonObject body) throws Refusal, ClientException {
        var choice = agents.choice(ask.model(), client);
        var parts = new ArrayList<Part>();
        for (var content : ask.content()) {
            parts.add(switch (content) {
                case Content.Text(var text) -> new Part.Text(text, Origin.PERSON);
                case Content.Picture(var mediaType, var bytes) -> client.store(mediaType, bytes);
            });
        }
        var named = Optional.ofNullable(request.getHeader(SESSION)).or(ask::session);
        var once = key()
                .map(key -> new ClientMessage.Once(key, JsonObject.builder().put("path", request.getRequestURI())
                        .put("session", named).put("body", body).build()));
        var receipt = client.send(new ClientMessage(destination(ask, named, choice), ask.author(), parts,
                before(ask, named.isPresent()), metadata(ask), once));
        response.setHeader(SESSION, receipt.session());
        response.setHeader(TURN, receipt.turn());
        response.setHeader("x-request-id", receipt.turn());
        try {
            var turn = client.turn(receipt.turn()).orElseThrow(() -> Refusal.notFound(null, "not_found",
                    "what came of this request is not kept any more"));
            return new Head(turn.id(), turn.session(), turn.acceptedAt(), ask.model(), ask.metadata());
        } catch (ClientException unreadable) {
            throw Refusal.of(unreadable).begun(once.isPresent());
        }
    }

    private Destination destination(Ask ask, Optional<String> named, Choice choice) throws Refusal, ClientException {
        if (ask.previous().isPresent()) {
            return new Destination.Session(turn("previous_response_id", ask.previous().get()).session(), choice);
        }
        if (named.isPresent()) {
            return named.get().startsWith("s_")
                    ? new Destination.Session(named.get(), choice)
                    : new Destination.Thread(named.get(), choice);
        }
        return new Destination.Thread("request-" + UUID.randomUUID(), choice);
    }

    /**
     * What planners are told of before. A conversation that the gateway keeps is known better there; what the client
     * instructs comes with each message, after all that was said.
     */
    private static List<TurnView.Exchange> before(Ask ask, boolean named) {
        var before = new ArrayList<TurnView.Exchange>();
        if (!named && !ask.isKept()) {
            before.addAll(ask.before());
        }
        if (!ask.instructions().isEmpty()) {
            before.add(new TurnView.Exchange(List.of(new Part.Text("[The client instructs you for this conversation]\n"
                    + ask.instructions(), Origin.PERSON)), ""));
        }
        return before;
    }

    private static JsonObject metadata(Ask ask) {
        return ask.metadata().members().isEmpty()
                ? JsonObject.EMPTY
                : JsonObject.builder().put("openai", ask.metadata()).build();
    }

    private Optional<String> key() {
        return Optional.ofNullable(request.getHeader(ONCE)).filter(key -> !key.isBlank());
    }

    private ClientTurn turn(String param, String id) throws Refusal, ClientException {
        var turn = id.startsWith(ResponseAnswer.PREFIX)
                ? client.turn(id.substring(ResponseAnswer.PREFIX.length()))
                : Optional.<ClientTurn>empty();
        return turn.orElseThrow(() -> Refusal.notFound(param, "not_found", "there is no response " + id));
    }

    private Supplier<ModelUsage> usage(String turn) {
        return () -> {
            try {
                return client.usage(turn).orElse(ModelUsage.UNKNOWN);
            } catch (ClientException unreadable) {
                // the reply is there, and worth more than the count
                return ModelUsage.UNKNOWN;
            }
        };
    }

    /** Something that writes. */
    private interface Beginning {
        void run() throws IOException;
    }

    private void tell(String turn, boolean live, Teller teller, Beginning beginning)
            throws ClientException, InterruptedException {
        try {
            beginning.run();
            new Telling(client, turn, live, key().isPresent(), limits, stopping, teller).tell();
        } catch (IOException gone) {
            if (limits.cancels()) {
                client.cancel(turn);
            }
        }
    }
}

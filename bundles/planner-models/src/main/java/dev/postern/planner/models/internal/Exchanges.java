// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.model.ModelTool;
import dev.postern.api.planner.TurnView;
import dev.postern.core.access.AccessProvider;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Streams;
import dev.postern.core.wire.WireException;
import dev.postern.planner.models.internal.Endpoints.Endpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets an answer from the first model that gives one. */
final class Exchanges {
    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
    /** How long an endpoint that is not there is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** An answer that broke off is asked for again, once. */
    private static final int MOST_TRIES = 2;

    private final Lookup endpoints;
    private final AccessProvider access;
    private final Streams streams;
    private final Metrics metrics;
    private final Attachments attachments;

    /** Finds endpoints. */
    interface Lookup {
        /** The one of that name, after a while when it is not there yet. */
        Optional<Endpoint> await(String name, Duration longest) throws InterruptedException;

        List<String> names();
    }

    Exchanges(Lookup endpoints, AccessProvider access, Streams streams, Metrics metrics, Attachments attachments) {
        this.endpoints = endpoints;
        this.access = access;
        this.streams = streams;
        this.metrics = metrics;
        this.attachments = attachments;
    }

    /**
     * Asks.
     *
     * @param models in the order in which they are asked
     * @param prices of models, as far as they are known
     * @throws WireException {@code unavailable} when none answers, with what each says
     * @throws Exception when the exchange cannot be recorded, or was interrupted
     */
    ModelAnswer ask(TurnView turn, Settings settings, List<ModelPrice> prices, List<ModelName> models,
            List<ModelMessage> messages, List<ModelTool> tools) throws Exception {
        var failures = new ArrayList<String>();
        var watch = new Watch(streams, turn);
        for (var model : models) {
            var endpoint = endpoints.await(model.endpoint(), PATIENCE);
            if (endpoint.isEmpty()) {
                failures.add("there is no model endpoint " + model.endpoint() + ", there are " + endpoints.names());
                continue;
            }
            var request = new ModelRequest(model.model(),
                    endpoint.get().takesImages(model.model()) ? messages : ImageNotes.without(messages), tools,
                    settings.limits());
            var charges = new Charges(ModelPrice.of(model, prices));
            // sessions name models as they like, and a label has few values
            var label = settings.names(model) || charges.price().filter(price -> price.isOf(model)).isPresent()
                    ? model.toString()
                    : model.endpoint() + "/other";
            for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
                if (!endpoint.get().breaker().tryAcquirePermission()) {
                    failures.add("the model endpoint " + model.endpoint() + " failed again and again, and is left alone"
                            + " for a few seconds");
                    break;
                }
                try {
                    return ExchangeCodec.read(once(turn, model, endpoint.get(), request,
                            new Till(charges, request, label, metrics), watch));
                } catch (ModelException failed) {
                    LOG.warn("turn {}: {}", turn.turn(), failed.getMessage());
                    failures.add(failed.getMessage() + limit(failed.failure()));
                    if (!(failed.failure() instanceof ModelFailure.CutOff)) {
                        break;
                    }
                }
            }
        }
        throw new WireException(ErrorCode.UNAVAILABLE, String.join("; ", failures.stream().distinct().toList()));
    }

    private JsonObject once(TurnView turn, ModelName model, Endpoint endpoint, ModelRequest request, Till till,
            Watch watch) throws Exception {
        long begin = System.nanoTime();
        boolean judged = false;
        try {
            var answer = turn.once("model_exchange", ExchangeCodec.write(model, endpoint.identity(), request),
                    till.atMost(), till.through(() -> exchange(turn, endpoint, request, watch)));
            judged = true;
            endpoint.breaker().onSuccess(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
            count(model, "answered", begin);
            return answer;
        } catch (ModelException failed) {
            if (isEndpointsFault(failed.failure())) {
                judged = true;
                endpoint.breaker().onError(System.nanoTime() - begin, TimeUnit.NANOSECONDS, failed);
            }
            count(model, failed.failure().getClass().getSimpleName(), begin);
            throw failed;
        } finally {
            if (!judged) {
                endpoint.breaker().releasePermission();
            }
        }
    }

    private ModelAnswer exchange(TurnView turn, Endpoint endpoint, ModelRequest request, Watch watch)
            throws ModelException, InterruptedException {
        try (var means = new ExchangeMeans(access.open(endpoint.grants(), false, new NoProgress()), watch,
                image -> attachments.bytes(turn.tenant(), image))) {
            return endpoint.provider().exchange(request, means);
        } catch (RuntimeException | LinkageError broken) {
            LOG.error("a model provider failed: {}", endpoint.identity(), broken);
            throw new ModelException(new ModelFailure.Unreadable(),
                    "the model provider " + endpoint.identity() + " failed; the log says why", broken);
        } finally {
            watch.end();
        }
    }

    private void count(ModelName model, String outcome, long begin) {
        metrics.count("postern_model_exchanges", "endpoint", model.endpoint(), "outcome", outcome);
        metrics.time("postern_model_exchange", Duration.ofNanos(System.nanoTime() - begin), "endpoint",
                model.endpoint());
    }

    /** The settings that an answer came up against. */
    private static String limit(ModelFailure failure) {
        return switch (failure) {
            case ModelFailure.TimedOut _ -> "; first.piece.seconds, idle.seconds and exchange.seconds of "
                    + PlannerConfig.PID + " are how long is waited";
            case ModelFailure.TooLarge _ -> "; the limit is max.answer.bytes of " + PlannerConfig.PID;
            default -> "";
        };
    }

    private static boolean isEndpointsFault(ModelFailure failure) {
        return switch (failure) {
            case ModelFailure.RateLimited _,ModelFailure.Overloaded _,ModelFailure.CutOff _,ModelFailure.TimedOut _,ModelFailure.Unreadable _,ModelFailure.Unreachable _ ->
                true;
            case ModelFailure.KeyRefused _,ModelFailure.NoSuchModel _,ModelFailure.RequestRefused _,ModelFailure.TooLarge _,ModelFailure.NotAllowed _ ->
                false;
        };
    }
}

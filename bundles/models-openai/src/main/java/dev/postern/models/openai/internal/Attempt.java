// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelContext;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;

/** One try of one exchange. */
final class Attempt {
    private static final int MAX_ERROR_BYTES = 65_536;

    private final Endpoint endpoint;
    private final Key key;
    private final ModelRequest request;
    private final ModelContext context;
    private final long end;
    private final Refusals refusals;
    private final AnswerBuilder answer;
    private boolean begun;

    Attempt(Endpoint endpoint, Key key, ModelRequest request, ModelContext context, long end) {
        this.endpoint = endpoint;
        this.key = key;
        this.request = request;
        this.context = context;
        this.end = end;
        this.refusals = new Refusals(endpoint, key);
        this.answer = new AnswerBuilder(request.model(), key, context::delta, refusals);
    }

    ModelAnswer run(byte[] body) throws ModelException, InterruptedException {
        long firstPiece = Math.min(end, System.nanoTime() + request.limits().firstPiece().toNanos());
        var sent = new HttpAccess.Request("POST", endpoint.uri(), key.headers(), body, until(firstPiece),
                request.limits().maxBytes());
        try (var arriving = context.http().open(sent)) {
            if (arriving.status() != 200) {
                throw refusals.status(arriving.status(), arriving.headers(), whole(arriving, MAX_ERROR_BYTES));
            }
            var type = arriving.headers().getOrDefault("content-type", List.of("")).getFirst();
            if (type.startsWith("application/json")) {
                answer.whole(object(whole(arriving, request.limits().maxBytes())));
            } else {
                stream(arriving, firstPiece);
            }
            return answer.finish();
        } catch (ToolException failed) {
            throw refusals.of(failed, begun);
        }
    }

    private void stream(HttpAccess.Stream arriving, long firstPiece)
            throws ToolException, ModelException, InterruptedException {
        var events = new EventStream();
        long patience = firstPiece;
        while (!answer.isDone()) {
            var bytes = arriving.next(until(patience));
            if (bytes.length == 0) {
                return;
            }
            // comments that only keep the connection open are no piece of an answer
            boolean some = false;
            for (var data : events.take(bytes)) {
                some = true;
                piece(data);
            }
            begun |= some;
            if (some) {
                patience = Math.min(end, System.nanoTime() + request.limits().idle().toNanos());
            }
        }
    }

    private void piece(String data) throws ModelException {
        if (data.strip().equals("[DONE]")) {
            answer.done();
        } else {
            answer.piece(object(data));
        }
    }

    private JsonObject object(String text) throws ModelException {
        try {
            if (JsonValue.parse(text) instanceof JsonObject object) {
                return object;
            }
            throw refusals.unreadable("a piece of it is no JSON object", null);
        } catch (JsonFormatException bad) {
            throw refusals.unreadable("a piece of it is no JSON", bad);
        }
    }

    private String whole(HttpAccess.Stream arriving, int most) throws ToolException, InterruptedException {
        var all = new ByteArrayOutputStream();
        for (var bytes = arriving.next(until(end)); bytes.length > 0
                && all.size() < most; bytes = arriving.next(until(end))) {
            all.writeBytes(bytes);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static Duration until(long nanos) {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    /** What a failure without an answer is about. */
    static ModelFailure failure(String code, boolean begun) {
        return switch (code) {
            case "timeout" -> new ModelFailure.TimedOut();
            case "too_large" -> new ModelFailure.TooLarge();
            case "unavailable" -> begun ? new ModelFailure.CutOff() : new ModelFailure.Unreachable();
            case "untrusted" -> new ModelFailure.Unreachable();
            case "bad_response" -> new ModelFailure.Unreadable();
            default -> new ModelFailure.NotAllowed();
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelContext;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;

/** One try of one exchange. */
final class Attempt {
    private static final int MAX_ERROR_BYTES = 65_536;

    private final Endpoint endpoint;
    private final Map<String, String> headers;
    private final ModelRequest request;
    private final ModelContext context;
    private final long end;
    private final Refusals refusals;
    private final AnswerReader answer;
    private boolean begun;

    Attempt(Endpoint endpoint, Wire wire, Key key, ModelRequest request, ModelContext context, long end) {
        this.endpoint = endpoint;
        this.headers = headers(wire, key);
        this.request = request;
        this.context = context;
        this.end = end;
        this.refusals = new Refusals(endpoint, key);
        this.answer = wire.reader(new AnswerBuilder(request.model(), key, context::delta, refusals), refusals);
    }

    private static Map<String, String> headers(Wire wire, Key key) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "text/event-stream, application/json");
        headers.putAll(wire.headers(key));
        return headers;
    }

    ModelAnswer run(byte[] body) throws ModelException, InterruptedException {
        long firstPiece = Math.min(end, System.nanoTime() + request.limits().firstPiece().toNanos());
        var sent = new HttpAccess.Request("POST", endpoint.uri(), headers, body, until(firstPiece),
                request.limits().maxBytes());
        try (var arriving = context.http().open(sent)) {
            if (arriving.status() != 200) {
                throw refusals.status(arriving.status(), arriving.headers(), whole(arriving, MAX_ERROR_BYTES));
            }
            var type = arriving.headers().getOrDefault("content-type", List.of("")).getFirst();
            if (type.startsWith("application/json")) {
                answer.whole(whole(arriving, request.limits().maxBytes()));
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
            // what only keeps the connection open is no piece of an answer
            boolean some = false;
            for (var data : events.take(bytes)) {
                some |= answer.event(data);
            }
            begun |= some;
            if (some) {
                patience = Math.min(end, System.nanoTime() + request.limits().idle().toNanos());
            }
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
}

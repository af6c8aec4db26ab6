// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
    private static final String TIMEOUT = "timeout";

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
                throw refusals.status(arriving.status(), arriving.headers(), said(arriving, firstPiece));
            }
            var type = arriving.headers().getOrDefault("content-type", List.of("")).getFirst().toLowerCase(Locale.ROOT);
            if (type.startsWith("text/html")) {
                throw refusals.unreadable("it is a page for people; the endpoint's url may be another", null);
            }
            if (type.startsWith("application/json")) {
                answer.whole(whole(arriving, request.limits().maxBytes(), end));
            } else {
                stream(arriving, firstPiece);
            }
            return answer.finish();
        } catch (ToolException failed) {
            throw failed.code().equals(TIMEOUT) ? late(failed) : refusals.of(failed, begun);
        }
    }

    /** Which of the limits it was. */
    private ModelException late(ToolException failed) {
        var limits = request.limits();
        if (System.nanoTime() - end >= 0) {
            return refusals.late("was not done within " + shown(limits.total()) + ", all tries together", failed);
        }
        return begun
                ? refusals.late("paused in its answer for more than " + shown(limits.idle()), failed)
                : refusals.late("began no answer within " + shown(limits.firstPiece()), failed);
    }

    private static String shown(Duration time) {
        return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private void stream(HttpAccess.Stream arriving, long firstPiece)
            throws ToolException, ModelException, InterruptedException {
        var events = new EventStream();
        long patience = firstPiece;
        while (!answer.isDone()) {
            var bytes = next(arriving, patience);
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

    /** Of who sends without a pause there is always more at once, and time passes all the same. */
    private static byte[] next(HttpAccess.Stream arriving, long patience) throws ToolException, InterruptedException {
        if (System.nanoTime() - patience >= 0) {
            throw new ToolException(TIMEOUT, "it does not end in time");
        }
        return arriving.next(until(patience));
    }

    /** What is said beside a refusal; the status says enough where that does not come, or has no end. */
    private static String said(HttpAccess.Stream arriving, long patience) throws InterruptedException {
        try {
            return whole(arriving, MAX_ERROR_BYTES, patience);
        } catch (ToolException broken) {
            return "";
        }
    }

    private static String whole(HttpAccess.Stream arriving, int most, long patience)
            throws ToolException, InterruptedException {
        var all = new ByteArrayOutputStream();
        for (var bytes = next(arriving, patience); bytes.length > 0
                && all.size() < most; bytes = next(arriving, patience)) {
            all.writeBytes(bytes);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static Duration until(long nanos) {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }
}

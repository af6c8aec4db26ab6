// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint answered.
 *
 * @param status the HTTP status; redirects are not followed, so that the key goes nowhere else
 * @param body without the key; null when it is no JSON object
 */
record EndpointReply(int status, @Nullable JsonObject body) {
    private static final int MAX_BYTES = 1_048_576;
    private static final int MOST_WORDS = 300;

    /** Straight, as the gateway asks: through no proxy. */
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    /** Asks for something that can be read. */
    static EndpointReply get(URI uri, EndpointKey key, Duration deadline) throws Failure {
        return send(HttpRequest.newBuilder(uri), key, deadline, "");
    }

    /** Sends something. */
    static EndpointReply post(URI uri, EndpointKey key, JsonObject body, Duration deadline) throws Failure {
        return send(HttpRequest.newBuilder(uri).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())), key, deadline,
                "; a model that is loaded first takes its time: try again, or give it more with --timeout");
    }

    private static EndpointReply send(HttpRequest.Builder building, EndpointKey key, Duration deadline, String patience)
            throws Failure {
        key.authorize(building.header("Accept", "application/json"));
        var request = building.timeout(deadline).build();
        var sent = HTTP.sendAsync(request,
                BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BYTES));
        try {
            // the request's own deadline ends with the headers
            var response = sent.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return new EndpointReply(response.statusCode(), object(response.body(), key));
        } catch (TimeoutException e) {
            throw late(request.uri(), deadline, patience);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof HttpTimeoutException
                    ? late(request.uri(), deadline, patience)
                    : failure(request.uri(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("cancelled", "interrupted");
        } finally {
            sent.cancel(true);
        }
    }

    private static @Nullable JsonObject object(String text, EndpointKey key) {
        try {
            return key.hiddenIn(JsonValue.parse(text)) instanceof JsonObject object ? object : null;
        } catch (JsonFormatException e) {
            return null;
        }
    }

    private static Failure late(URI uri, Duration deadline, String patience) {
        return new Failure("timeout", uri + " did not answer within " + deadline.toSeconds() + " s" + patience);
    }

    private static Failure failure(URI uri, @Nullable Throwable cause) {
        return switch (cause) {
            case ConnectException unknown when isUnknown(unknown) -> new Failure("unavailable",
                    "nobody knows the host " + uri.getHost() + ": is it spelled right?");
            case ConnectException _ -> new Failure("unavailable",
                    "no server answers at " + uri + ": start it, or give its address with --url");
            case SSLException e -> new Failure("unavailable",
                    "the connection to " + uri + " cannot be trusted: " + e.getMessage());
            case IOException e ->
                new Failure("unavailable", uri + " gives an answer that cannot be read, or one of more than "
                        + MAX_BYTES + " bytes: " + e.getMessage());
            case null, default -> new Failure("internal", uri + " cannot be asked: " + cause);
        };
    }

    private static boolean isUnknown(Throwable failed) {
        for (var cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    /** Why it refused, in its own words; foreign ones, and cut. */
    String words() {
        if (body == null) {
            return "";
        }
        var said = switch (body.members().get("error")) {
            case JsonString(var text) -> text;
            case JsonObject error -> error.text("message").orElse("");
            case null, default -> body.text("message").or(() -> body.text("detail")).orElse("");
        };
        return said.isBlank() ? "" : "; it says: " + cut(said, MOST_WORDS);
    }

    /** What kind of refusal it is, where it says. */
    String code() {
        return body == null
                ? ""
                : body.object("error").flatMap(error -> error.text("code").or(() -> error.text("type"))).orElse("");
    }

    boolean isError() {
        return status != 200 || body != null && body.get("error").filter(e -> !(e instanceof JsonNull)).isPresent();
    }

    /** The beginning of a text on one line. */
    static String cut(String text, int most) {
        var line = text.replaceAll("\\s+", " ").strip();
        return line.codePointCount(0, line.length()) > most
                ? line.substring(0, line.offsetByCodePoints(0, most)) + "…"
                : line;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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

    /** Asks for something that can be read. */
    static EndpointReply get(URI uri, ModelWire wire, EndpointKey key, Duration deadline) throws Failure {
        return within(deadline, uri, () -> send(uri, wire, key, null, deadline), "");
    }

    /** Sends something. */
    static EndpointReply post(URI uri, ModelWire wire, EndpointKey key, JsonObject body, Duration deadline)
            throws Failure {
        return within(deadline, uri, () -> send(uri, wire, key, body, deadline),
                "; a model that is loaded first takes its time: try again, or give it more with --timeout");
    }

    /** On a thread of its own, whose end nobody waits for: the connection has no deadline for all of an answer. */
    private static EndpointReply within(Duration deadline, URI uri, Callable<EndpointReply> work, String patience)
            throws Failure {
        var reply = new FutureTask<>(work);
        Thread.startVirtualThread(reply);
        try {
            return reply.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw late(uri, deadline, patience);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SocketTimeoutException
                    ? late(uri, deadline, patience)
                    : failure(uri, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("cancelled", "interrupted");
        } finally {
            reply.cancel(true);
        }
    }

    private static EndpointReply send(URI uri, ModelWire wire, EndpointKey key, @Nullable JsonObject body,
            Duration deadline) throws IOException {
        // straight, as the gateway asks; its client starts much faster than the other one of the JDK
        var connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        try {
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout((int) Math.min(deadline.toMillis(), Integer.MAX_VALUE));
            connection.setReadTimeout((int) Math.min(deadline.toMillis(), Integer.MAX_VALUE));
            connection.setRequestProperty("Accept", "application/json");
            wire.authorize(connection, key);
            if (body != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(body.toString().getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            try (var in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
                return new EndpointReply(status, object(in == null ? "" : whole(in), key));
            }
        } finally {
            connection.disconnect();
        }
    }

    private static String whole(InputStream in) throws IOException {
        var bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException("it is longer than " + MAX_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
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
            case UnknownHostException _ -> new Failure("unavailable",
                    "nobody knows the host " + uri.getHost() + ": is it spelled right?");
            case ConnectException _ -> new Failure("unavailable",
                    "no server answers at " + uri + ": start it, or give its address with --url");
            case SSLException e -> new Failure("unavailable",
                    "the connection to " + uri + " cannot be trusted: " + e.getMessage());
            case IOException e -> new Failure("unavailable",
                    uri + " gives an answer that cannot be read: " + e.getMessage());
            case null, default -> new Failure("internal", uri + " cannot be asked: " + cause);
        };
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

// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonObject;
import dev.postern.api.surface.DeliveryException;
import dev.postern.api.surface.OutboundMessage;
import dev.postern.api.surface.SurfaceContext;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;
import org.jspecify.annotations.Nullable;

/** Posts replies, signed as Standard Webhooks has it; the message's id is the same in each try. */
final class Callback {
    private static final int MAX_ANSWER_BYTES = 65_536;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final URI url;
    private final String secret;
    private final Duration timeout;

    /** To the address; refuses one that cannot be posted to. */
    Callback(String url, String secret, Duration timeout) {
        try {
            this.url = URI.create(url);
        } catch (IllegalArgumentException invalid) {
            throw new IllegalArgumentException("reply.url: it is no address", invalid);
        }
        if (!List.of("http", "https").contains(String.valueOf(this.url.getScheme())) || this.url.getHost() == null) {
            throw new IllegalArgumentException("reply.url: give an http or https address with a host");
        }
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("reply.secret: replies are signed; name a whsec_ secret");
        }
        this.secret = secret;
        this.timeout = timeout;
    }

    /** The secret's name. */
    String secret() {
        return secret;
    }

    void send(OutboundMessage message, SurfaceContext context) throws DeliveryException, InterruptedException {
        HttpAccess.Response answer;
        HttpAccess.Request request = request(message, context);
        try {
            answer = context.http().send(request);
        } catch (ToolException failed) {
            boolean again = failed.retryable() || List.of("timeout", "unavailable", "io").contains(failed.code());
            throw new DeliveryException("the callback failed: " + failed.getMessage(), again, null, failed);
        }
        int status = answer.status();
        if (status / 100 != 2) {
            boolean again = status == 408 || status == 425 || status == 429 || status >= 500;
            throw new DeliveryException("the callback was answered with " + status, again,
                    again ? retryAfter(answer, context.clock()) : null, null);
        }
    }

    private HttpAccess.Request request(OutboundMessage message, SurfaceContext context) throws DeliveryException {
        Instant now = context.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        byte[] body = JsonObject.builder().put("type", "message.reply").put("timestamp", now.toString())
                .put("data", JsonObject.builder().put("session", message.session()).put("turn", message.turn())
                        .put("peer", message.peer()).put("thread", message.thread()).put("text", message.text())
                        .put("metadata", message.metadata()).build())
                .build().toString().getBytes(StandardCharsets.UTF_8);
        String timestamp = Long.toString(now.getEpochSecond());
        String signature = Signatures.standard(key(context), message.id(), timestamp, body);
        var headers = Map.of("content-type", "application/json", "webhook-id", message.id(), "webhook-timestamp",
                timestamp, "webhook-signature", signature);
        return new HttpAccess.Request("POST", url, headers, body, timeout, MAX_ANSWER_BYTES);
    }

    /** A secret that is being exchanged, or was made readable to others, is mended soon: the reply waits for that. */
    private byte[] key(SurfaceContext context) throws DeliveryException {
        try {
            return Signatures.key(context.secrets().get(secret));
        } catch (ToolException | IllegalArgumentException unusable) {
            throw new DeliveryException("reply.secret: " + unusable.getMessage(), true, null, unusable);
        }
    }

    /** Seconds or a date (RFC 9110, section 10.2.3); at most an hour. */
    private static @Nullable Duration retryAfter(HttpAccess.Response answer, Clock clock) {
        var values = answer.headers().getOrDefault("retry-after", List.of());
        if (values.isEmpty()) {
            return null;
        }
        String value = values.getFirst().strip();
        Duration wait;
        if (value.matches("[0-9]{1,9}")) {
            wait = Duration.ofSeconds(Long.parseLong(value));
        } else {
            try {
                wait = Duration.between(clock.instant(),
                        ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
            } catch (DateTimeException malformed) {
                return null;
            }
        }
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}

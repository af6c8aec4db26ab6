// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolhost.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.Cancellation;
import dev.postern.api.tool.FileAccess;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.Progress;
import dev.postern.api.tool.Secrets;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;

/** What a call may use, all of it asked of the gateway, which grants it as it would to code of its own. */
final class RemoteContext implements ToolContext {
    private final JsonObject params;
    private final Asking asking;
    private final Line line;
    private final Cancellation cancellation;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final Pieces progress = new Pieces();
    private final RandomGenerator random;
    private volatile boolean ended;

    RemoteContext(JsonObject params, Line line, Cancellation cancellation) {
        this.params = params;
        this.line = line;
        this.cancellation = cancellation;
        asking = new Asking(line, text("run"));
        // from the gateway's recorded seed
        random = RandomGeneratorFactory.of("L64X128MixRandom")
                .create(Long.parseUnsignedLong(params.text("seed").orElse("0"), 16));
    }

    /** The text without the secrets that the call has read. */
    String hide(String text) {
        var hidden = text;
        for (var secret : seen) {
            hidden = secret.isEmpty() ? hidden : hidden.replace(secret, "[redacted]");
        }
        return hidden;
    }

    void end() {
        ended = true;
    }

    private <T> T living(T means) {
        if (ended) {
            throw new IllegalStateException("the call " + call() + " has ended");
        }
        return means;
    }

    private String text(String member) {
        return params.text(member).orElse("");
    }

    @Override
    public String call() {
        return text("call");
    }

    @Override
    public String tenant() {
        return text("tenant");
    }

    @Override
    public Optional<String> session() {
        return params.text("session");
    }

    @Override
    public Origin origin() {
        return switch (text("origin")) {
            case "person" -> Origin.PERSON;
            case "system" -> Origin.SYSTEM;
            default -> Origin.FOREIGN;
        };
    }

    @Override
    public String idempotencyKey() {
        return text("idempotencyKey");
    }

    @Override
    public Instant deadline() {
        return Instant.parse(text("deadline"));
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public JsonObject configuration() {
        try {
            return living(asking).ask("nodes.configuration").object("configuration").orElse(JsonObject.EMPTY);
        } catch (ToolException | InterruptedException refused) {
            throw new IllegalStateException("the gateway did not tell the configuration: " + refused.getMessage(),
                    refused);
        }
    }

    @Override
    public Secrets secrets() {
        var secrets = living(asking);
        return name -> {
            try {
                var value = living(secrets).ask("nodes.secret", JsonObject.of("name", name)).text("value").orElse("");
                seen.add(value);
                return value;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new ToolException("cancelled", "the call was cancelled", false, stopped);
            }
        };
    }

    @Override
    public HttpAccess http() {
        return new RemoteHttp(living(asking));
    }

    @Override
    public FileAccess files() {
        return new RemoteFiles(living(asking));
    }

    @Override
    public ProcessAccess processes() {
        return new RemoteProcesses(living(asking));
    }

    @Override
    public Progress progress() {
        return living(progress);
    }

    /** The gateway's, which records what it told. */
    @Override
    public Clock clock() {
        return living(new Remote(ZoneOffset.UTC));
    }

    @Override
    public RandomGenerator random() {
        return living(random);
    }

    /** Sends what the call says, as it comes. */
    private final class Pieces implements Progress {
        private final AtomicLong seq = new AtomicLong();

        @Override
        public void message(String message) {
            piece("progress", message);
        }

        @Override
        public void fraction(long done, long total) {
            piece("progress", total > 0 ? done + "/" + total : Long.toString(done));
        }

        @Override
        public void output(String text) {
            piece("output", text);
        }

        private void piece(String kind, String data) {
            if (!ended) {
                line.send(JsonObject.builder().put("type", "stream").put("stream", text("run")).put("attempt", 1)
                        .put("seq", JsonNumber.of(seq.getAndIncrement())).put("kind", kind).put("data", data)
                        .put("end", false).build());
            }
        }
    }

    private final class Remote extends Clock {
        private final ZoneId zone;

        Remote(ZoneId zone) {
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new Remote(other);
        }

        @Override
        public Instant instant() {
            try {
                return Instant.parse(living(asking).ask("nodes.time").text("at").orElseThrow());
            } catch (ToolException | InterruptedException refused) {
                throw new IllegalStateException("the gateway did not tell the time: " + refused.getMessage(), refused);
            }
        }
    }
}

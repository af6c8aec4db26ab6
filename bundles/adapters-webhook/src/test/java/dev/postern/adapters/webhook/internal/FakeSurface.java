// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.Receipt;
import dev.postern.api.surface.RejectedException;
import dev.postern.api.surface.SurfaceContext;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.Secrets;
import dev.postern.api.tool.ToolException;
import org.jspecify.annotations.Nullable;

/** Accepts messages once each, answers callbacks as a test says. */
final class FakeSurface implements SurfaceContext {
    static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    final List<InboundMessage> accepted = new ArrayList<>();
    final List<HttpAccess.Request> sent = new ArrayList<>();
    final Map<String, String> secrets = new ConcurrentHashMap<>(Map.of("hook-key", KEY, "reply-key", KEY));
    Instant now = Instant.ofEpochSecond(1_614_265_330);
    int status = 204;
    Map<String, List<String>> answerHeaders = Map.of();
    @Nullable
    ToolException httpFailure;
    @Nullable
    RejectedException rejection;

    @Override
    public Receipt accept(InboundMessage message) throws RejectedException {
        if (rejection != null) {
            throw rejection;
        }
        boolean duplicate = accepted.stream().anyMatch(other -> other.dedupeKey().equals(message.dedupeKey()));
        if (!duplicate) {
            accepted.add(message);
        }
        return new Receipt("s_1", "t_1", duplicate);
    }

    @Override
    public Clock clock() {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    @Override
    public Secrets secrets() {
        return name -> {
            if (!secrets.containsKey(name)) {
                throw new ToolException("not_found", "there is no secret " + name);
            }
            return secrets.getOrDefault(name, "");
        };
    }

    @Override
    public HttpAccess http() {
        return request -> {
            if (httpFailure != null) {
                throw httpFailure;
            }
            sent.add(request);
            return new HttpAccess.Response(status, answerHeaders, new byte[0], request.uri());
        };
    }
}

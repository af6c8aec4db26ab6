// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import dev.postern.api.message.Origin;
import dev.postern.api.tool.Progress;
import dev.postern.api.tool.ToolContext;

/** What a call may use: here only what it is, and where its progress goes. */
final class FakeContext implements Progress {
    final List<String> progress = new ArrayList<>();

    ToolContext of(String call) {
        return (ToolContext) Proxy.newProxyInstance(ToolContext.class.getClassLoader(),
                new Class<?>[]{ToolContext.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "call", "idempotencyKey" -> call;
                    case "tenant" -> "default";
                    case "session" -> Optional.of("s_1");
                    case "origin" -> Origin.PERSON;
                    case "deadline" -> Instant.now().plusSeconds(30);
                    case "progress" -> this;
                    case "random" -> new SplittableRandom(1);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Override
    public void message(String message) {
        progress.add("message " + message);
    }

    @Override
    public void fraction(long done, long total) {
        throw new AssertionError("pieces are texts");
    }

    @Override
    public void output(String text) {
        progress.add("output " + text);
    }
}

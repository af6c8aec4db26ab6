// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

import dev.postern.api.json.JsonObject;
import dev.postern.core.wire.NodeLink;

/** The line to a node that is the test itself. */
final class FakeLink implements NodeLink {
    final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    final List<Asked> told = new ArrayList<>();
    private Consumer<Piece> taker = piece -> {};

    /** What the node was asked. */
    record Asked(String method, JsonObject params, CompletableFuture<JsonObject> answer) {
        String run() {
            return params.text("run").orElseThrow();
        }
    }

    @Override
    public int maxFrameBytes() {
        return 1_048_576;
    }

    @Override
    public CompletableFuture<JsonObject> request(String method, JsonObject params) {
        var answer = new CompletableFuture<JsonObject>();
        asked.add(new Asked(method, params, answer));
        return answer;
    }

    @Override
    public void tell(String method, JsonObject params) {
        told.add(new Asked(method, params, new CompletableFuture<>()));
    }

    @Override
    public void onPiece(Consumer<Piece> to) {
        taker = to;
    }

    void says(String run, String kind, String data) {
        taker.accept(new Piece(run, kind, data));
    }

    @Override
    public void close() {
        throw new AssertionError("calls close no line");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.Progress;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.api.tool.ToolException;
import dev.postern.core.json.Json;
import dev.postern.core.wire.NodeLink;
import dev.postern.core.wire.WireException;
import org.jspecify.annotations.Nullable;

/** The calls that a node runs: each waits for its own answer, and pieces reach only calls that run there. */
final class NodeCalls {
    private final NodeLink link;
    private final int most;
    private final Runnable heard;
    private final Contract contract;
    private final AtomicLong runs = new AtomicLong();
    private final Map<String, Run> running = new ConcurrentHashMap<>();
    /** Guarded by this. */
    private boolean draining;

    /**
     * @param most at once
     * @param heard told of each sign of life
     */
    NodeCalls(NodeLink link, Contract contract, int most, Runnable heard) {
        this.link = link;
        this.contract = contract;
        this.most = most;
        this.heard = heard;
        link.onPiece(this::piece);
    }

    /** What is said and answered, shared by all nodes. */
    record Contract(Json json, Answers<CallStart.Result> results, Answers<CallPreview.Result> previews) {
        static Contract of(Json json) {
            return new Contract(json, new Answers<>(json, CallStart.NAME, CallStart.Result.class),
                    new Answers<>(json, CallPreview.NAME, CallPreview.Result.class));
        }
    }

    /** A call that the node runs. */
    private static final class Run {
        private final String id;
        private final String call;
        private final Progress progress;
        private final ToolContext context;
        private volatile @Nullable CompletableFuture<JsonObject> answer;

        Run(String id, ToolContext context) {
            this.id = id;
            this.context = context;
            call = context.call();
            progress = context.progress();
        }

        /** The answer is there, and whoever waits for it is about to have it. */
        boolean answered() {
            var now = answer;
            return now != null && now.isDone() && !now.isCompletedExceptionally();
        }
    }

    JsonObject call(ToolDescriptor tool, JsonObject input, ToolContext context)
            throws ToolException, InterruptedException {
        return contract.results().read(ask(CallStart.NAME, tool, input, context)).outputOrThrow();
    }

    Preview preview(ToolDescriptor tool, JsonObject input, ToolContext context)
            throws ToolException, InterruptedException {
        return contract.previews().read(ask(CallPreview.NAME, tool, input, context)).previewOrThrow();
    }

    private JsonObject ask(String method, ToolDescriptor tool, JsonObject input, ToolContext context)
            throws ToolException, InterruptedException {
        var run = begin(context);
        try {
            var params = contract.json().write(CallParams.of(run.id, tool, input, context));
            var answer = link.request(method, params);
            run.answer = answer;
            return await(answer, run);
        } catch (WireException notBegun) {
            throw refused(notBegun);
        } finally {
            running.remove(run.id);
        }
    }

    private JsonObject await(CompletableFuture<JsonObject> answer, Run run) throws ToolException, InterruptedException {
        try {
            var said = answer.get();
            heard.run();
            return said;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WireException refusal) {
                throw refused(refusal);
            }
            // gone in mid-call: nobody knows what came of it, and the registry says so once the tool is taken away
            new CountDownLatch(1).await();
            throw new IllegalStateException(e);
        } catch (InterruptedException stopped) {
            answer.cancel(true);
            link.tell(CallCancel.NAME, contract.json().write(new CallCancel.Params(run.id, run.call)));
            throw stopped;
        }
    }

    private synchronized Run begin(ToolContext context) throws ToolException {
        if (draining) {
            throw new ToolException("unavailable", "the node is going away", true, null);
        }
        if (running.size() >= most) {
            throw new ToolException("overloaded", "the node runs as many calls as it may: " + most, true, null);
        }
        var run = new Run("r" + runs.incrementAndGet(), context);
        running.put(run.id, run);
        return run;
    }

    /** What a call that runs may use; asked for by the node that runs it, until it has answered. */
    ToolContext using(String run) throws WireException {
        var known = running.get(run);
        if (known == null || known.answered()) {
            throw WireException.notFound("run", run);
        }
        heard.run();
        return known.context;
    }

    /** Begins none any more; gives those that run. */
    synchronized List<String> drain() {
        draining = true;
        return running.values().stream().map(run -> run.call).distinct().sorted().toList();
    }

    /** Calls whose answer is there, and that have not ended yet. */
    long ending() {
        return running.values().stream().filter(Run::answered).count();
    }

    int count() {
        return running.size();
    }

    private void piece(NodeLink.Piece piece) {
        heard.run();
        // of a call that has just ended there may still be some on their way
        var run = running.get(piece.stream());
        if (run == null) {
            return;
        }
        if (piece.kind().equals("output")) {
            run.progress.output(piece.data());
        } else {
            run.progress.message(piece.data());
        }
    }

    private static ToolException refused(WireException refusal) {
        return new ToolException(refusal.code().code(), String.valueOf(refusal.getMessage()), refusal.retryable(),
                refusal);
    }
}

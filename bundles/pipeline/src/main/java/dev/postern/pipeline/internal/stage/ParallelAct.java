// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import dev.postern.core.pipeline.ActStage;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.StoreException;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.ToolRunner;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes a step's calls side by side, each on a virtual thread of its own. */
@Component
public final class ParallelAct implements ActStage {
    private final ToolRunner runner;

    /** Over the runner. */
    @Activate
    public ParallelAct(@Reference ToolRunner runner) {
        this.runner = runner;
    }

    @Override
    public List<CallOutcome> act(List<CallRequest> calls, Recorder recorder)
            throws StoreException, InterruptedException {
        if (calls.size() == 1) {
            return List.of(runner.run(calls.getFirst(), recorder));
        }
        var running = new ArrayList<Running>(calls.size());
        for (var call : calls) {
            var task = new FutureTask<>(() -> runner.run(call, recorder));
            running.add(new Running(task, Thread.ofVirtual().name(call.call()).start(task)));
        }
        return join(running);
    }

    @Override
    public void cancel(List<CallRequest> calls) {
        calls.forEach(call -> runner.cancel(call.session().tenant(), call.call()));
    }

    /** Waits for all, also for those that are left when one could not be recorded: nothing runs on unseen. */
    private static List<CallOutcome> join(List<Running> running) throws StoreException, InterruptedException {
        var outcomes = new ArrayList<CallOutcome>(running.size());
        StoreException unrecorded = null;
        Throwable broken = null;
        boolean interrupted = false;
        for (int i = 0; i < running.size();) {
            try {
                outcomes.add(running.get(i).task().get());
                i++;
            } catch (InterruptedException cancelled) {
                interrupted = true;
                running.forEach(call -> call.thread().interrupt());
            } catch (ExecutionException failed) {
                i++;
                switch (failed.getCause()) {
                    case StoreException refused -> unrecorded = refused;
                    case InterruptedException _ -> interrupted = true;
                    case null, default -> broken = failed;
                }
            }
        }
        if (interrupted) {
            throw new InterruptedException("the step was cancelled");
        }
        if (unrecorded != null) {
            throw unrecorded;
        }
        if (broken != null) {
            throw new IllegalStateException("the runner failed", broken);
        }
        return outcomes;
    }

    private record Running(FutureTask<CallOutcome> task, Thread thread) {}
}

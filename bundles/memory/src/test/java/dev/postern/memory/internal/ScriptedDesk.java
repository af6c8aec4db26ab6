// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;

import dev.postern.api.json.JsonObject;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelUsage;
import dev.postern.api.planner.Usage;
import dev.postern.core.model.ModelDesk;

/** Answers each errand with the next of what it was told to, on record as the real one is. */
class ScriptedDesk implements ModelDesk {
    final List<String> told = new ArrayList<>();
    private final Queue<Callable<String>> answers = new ArrayDeque<>();
    private Action before = () -> {};

    /** Something that happens. */
    interface Action {
        void run() throws Exception;
    }

    void then(Callable<String> answer) {
        answers.add(answer);
    }

    /** Happens before anything is asked. */
    void before(Action action) {
        before = action;
    }

    @Override
    public List<String> summarizers(Map<String, String> routing) {
        return Optional.ofNullable(routing.get("summarizer")).stream().toList();
    }

    @Override
    public ModelAnswer ask(Errand errand) throws Exception {
        before.run();
        told.add(errand.messages().toString());
        var answer = errand.recording().once(
                JsonObject.builder().put("model", errand.models().getFirst())
                        .put("messages", errand.messages().toString()).build(),
                new Usage(100, 0, 50, Map.of()), used -> {
                    var text = answers.remove().call();
                    used.accept(new Usage(10, 0, 5, Map.of()));
                    return JsonObject.of("text", text);
                });
        return new ModelAnswer("short", answer.text("text").orElseThrow(), List.of(), ModelAnswer.Stop.DONE,
                ModelUsage.UNKNOWN);
    }
}

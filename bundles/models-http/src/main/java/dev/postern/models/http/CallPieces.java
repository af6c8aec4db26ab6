// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelDelta;

/**
 * Puts tool calls together. A piece belongs to the call of its index; but some servers leave the index out or give all
 * calls the same, so that an id which is new there begins another call.
 */
final class CallPieces {
    /** More than this nobody asks for at once, and a step may make far fewer. */
    static final int MOST = 256;

    private final List<Call> calls = new ArrayList<>();
    private boolean tooMany;
    private final Key key;
    private final Consumer<ModelDelta> watcher;

    private static final class Call {
        private final long index;
        private String id = "";
        private final StringBuilder name = new StringBuilder();
        private final StringBuilder arguments = new StringBuilder();

        private Call(long index) {
            this.index = index;
        }
    }

    CallPieces(Key key, Consumer<ModelDelta> watcher) {
        this.key = key;
        this.watcher = watcher;
    }

    void add(Optional<Long> index, String id, String name, String arguments) {
        if (tooMany) {
            return;
        }
        var found = find(index, id);
        if (found.isEmpty() && calls.size() == MOST) {
            tooMany = true;
            return;
        }
        var call = found.orElseGet(() -> {
            var begun = new Call(index.orElse((long) calls.size()));
            calls.add(begun);
            return begun;
        });
        boolean isNew = call.name.isEmpty();
        if (!id.isEmpty()) {
            call.id = id;
        }
        call.name.append(name);
        call.arguments.append(arguments);
        if (isNew && !call.name.isEmpty()) {
            watcher.accept(new ModelDelta.CallBegun(calls.indexOf(call), key.hiddenIn(call.name.toString())));
        }
    }

    boolean any() {
        return !calls.isEmpty();
    }

    /** Whether there were more than are kept. */
    boolean areTooMany() {
        return tooMany;
    }

    private Optional<Call> find(Optional<Long> index, String id) {
        return calls.reversed().stream()
                .filter(call -> index.map(place -> place == call.index).orElse(true))
                .findFirst()
                .filter(call -> id.isEmpty() || call.id.isEmpty() || call.id.equals(id));
    }

    private static String free(int place, Set<String> ids) {
        int number = place;
        while (ids.contains("call_" + number)) {
            number++;
        }
        return "call_" + number;
    }

    /** The calls, each with an id of its own. */
    List<ModelCall> finish() {
        var ids = new HashSet<String>();
        var whole = new ArrayList<ModelCall>();
        for (var call : calls) {
            var id = key.hiddenIn(call.id);
            if (id.isEmpty() || ids.contains(id)) {
                id = free(whole.size(), ids);
            }
            ids.add(id);
            // no arguments at all is how some write that there are none
            var arguments = call.arguments.toString().isBlank() ? "{}" : key.hiddenInJson(call.arguments.toString());
            whole.add(new ModelCall(id, key.hiddenIn(call.name.toString()), arguments));
        }
        return whole;
    }
}

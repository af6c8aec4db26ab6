// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.util.Optional;
import java.util.function.Consumer;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelAnswer.Stop;
import dev.postern.api.model.ModelDelta;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelUsage;

/** Puts one answer together, shows its text on the way, and keeps the key out of both. Used by one thread. */
public final class AnswerBuilder {
    private final Key key;
    private final Refusals refusals;
    private final StringBuilder text = new StringBuilder();
    private final ShownText shown;
    private final CallPieces calls;
    private String model;
    private JsonValue continuation = JsonNull.NULL;

    AnswerBuilder(String model, Key key, Consumer<ModelDelta> watcher, Refusals refusals) {
        this.model = model;
        this.key = key;
        this.refusals = refusals;
        this.shown = new ShownText(key, watcher);
        this.calls = new CallPieces(key, watcher);
    }

    /** The model by the endpoint's own word; empty where it does not say. */
    public void model(String name) {
        if (!name.isEmpty()) {
            model = name;
        }
    }

    /** More text. */
    public void text(String some) {
        text.append(some);
        shown.add(some);
    }

    /**
     * A piece of a tool call.
     *
     * @param index the place of the call in the answer, where the wire tells
     * @param id empty where this piece has none
     * @param name the tool's name or more of it, empty for nothing more
     * @param arguments more of its arguments
     */
    public void call(Optional<Long> index, String id, String name, String arguments) {
        calls.add(index, id, name, arguments);
    }

    /** What is wanted back with the answer. */
    public void continuation(JsonValue value) {
        continuation = value;
    }

    /** Whether anything of the answer came. */
    public boolean isBegun() {
        return !text.isEmpty() || calls.any();
    }

    /**
     * The whole answer.
     *
     * @param stop why it ended; {@link Stop#CALLS} and {@link Stop#DONE} are told apart here
     * @throws ModelException when there is nothing in it
     */
    public ModelAnswer finish(Stop stop, ModelUsage usage) throws ModelException {
        shown.end();
        var said = key.hiddenIn(text.toString());
        if (calls.areTooMany()) {
            throw refusals.unreadable("it asks for more than " + CallPieces.MOST + " calls", null);
        }
        var wanted = calls.finish();
        if (said.isEmpty() && wanted.isEmpty()) {
            throw refusals.unreadable(switch (stop) {
                case FILTERED -> "the endpoint withheld all of it";
                case LENGTH -> "there is nothing in it, for it reached the limit of tokens before";
                case DONE, CALLS -> "there is nothing in it";
            }, null);
        }
        var why = switch (stop) {
            case LENGTH, FILTERED -> stop;
            case DONE, CALLS -> wanted.isEmpty() ? Stop.DONE : Stop.CALLS;
        };
        return new ModelAnswer(key.hiddenIn(model), said, wanted, why, usage, key.hiddenIn(continuation));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.planner;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.memory.Recollection;
import dev.postern.api.message.Part;
import dev.postern.api.tool.ToolDescriptor;
import org.osgi.annotation.versioning.ProviderType;

/** All that a planner may know of a turn: taken from the records, so that it is the same when asked again. */
@ProviderType
public interface TurnView {

    /** Whose turn it is. */
    String tenant();

    /** The session. */
    String session();

    /** The session's workspace. */
    String workspace();

    /** The turn. */
    String turn();

    /** The surface the message came from. */
    String surface();

    /**
     * What the surface knows of the message, such as the fields a webhook's mapping extracted; of the last one, when the turn
     * collected several.
     */
    JsonObject surfaceMetadata();

    /** The message's content; of all messages, in order, when the turn collected several. */
    List<Part> message();

    /**
     * Messages that arrived for this turn since it began, in order: those that come with this step and all before. Only for
     * planners whose {@link PlannerDefinition#steering()} says that they read it.
     */
    List<Part> steering();

    /**
     * Those of {@link #steering()} that came once so many steps were done.
     *
     * @param steps 0, for what came before the first, to the size of {@link #steps()}, for what this step is the first to see
     */
    List<Part> steeringAfter(int steps);

    /** What was decided and came of it, in order. */
    List<Step> steps();

    /** What {@link Decision.Ask} of an earlier turn left, unless answered, cancelled or expired. */
    Optional<JsonValue> memo();

    /** Earlier turns of the session, the newest last, at most {@code limit}. Reads the journal; may block. */
    List<Exchange> history(int limit);

    /**
     * Earlier turns of the session that were accepted after one of them, the newest last, at most {@code limit}: what a
     * summary does not cover. Reads the journal; may block.
     *
     * @param afterTurn that turn's id
     */
    default List<Exchange> history(int limit, String afterTurn) {
        return history(limit);
    }

    /**
     * What is remembered of the session beyond its turns, of each kind once at most; only what policy lets this turn read.
     * Reads; may block. That it was read, and in which revision, is recorded with the step.
     */
    default List<Recollection> memory() {
        return List.of();
    }

    /** The tools that may be called, in the version this session would get. */
    List<ToolDescriptor> tools();

    /**
     * Which models the session is to use, by what for: {@code default}, {@code tool}, {@code summarizer}; empty for what is
     * configured.
     */
    Map<String, String> models();

    /**
     * What the session tells models beside what the installation does, empty for nothing: words of a person or an operator,
     * never somebody else's. A planner that keeps to it for a whole turn notes it with the turn's first step.
     */
    String instruction();

    /**
     * Does something that costs, such as asking a model, at most once where that is on record. What is asked is durable
     * before it is done; what came of it is recorded with the step's decision, and durable before that is acted on. When a
     * step is decided again after a crash, what is on record is returned and nothing is done: the first time it is called
     * what came of the first, and so on.
     *
     * <p>What fails is recorded as failed, and done again when the step is decided again.
     *
     * @param kind what it is, {@code snake_case}; what is on record counts for the same kind only
     * @param request all that is asked, for a replay; no secrets
     * @param work does it, on the calling thread
     * @return what came of it
     * @throws Exception what the work threw, or why it cannot be recorded; let it through
     */
    JsonObject once(String kind, JsonObject request, Callable<JsonObject> work) throws Exception;

    /**
     * The same for what uses tokens or money. What it may use at most is held before it is done, in one transaction with
     * what is asked, for the turn, its session and its tenant; where a limit has no room for it nothing is done, and the turn
     * ends with a message that names the limit. What it did use is recorded with what came of it. The request's
     * {@code model}, when it has one, stands in the records' facts.
     *
     * @param most what it uses at most
     * @param work does it
     * @throws Exception what the work threw, or why it cannot be recorded, or may not be done; let it through
     */
    JsonObject once(String kind, JsonObject request, Usage most, Metered work) throws Exception;

    /** The time of this step; recorded, the same when the step is decided again. */
    Instant now();

    /** A random seed for this step; recorded, the same when the step is decided again. */
    long seed();

    /** Work that uses tokens or money. */
    @FunctionalInterface
    interface Metered {

        /**
         * Does it, on the calling thread.
         *
         * @param used takes what it used, also where it then fails; while nothing was said, all that was held counts as used
         * @return what came of it
         * @throws Exception why nothing did
         */
        JsonObject run(Consumer<Usage> used) throws Exception;
    }

    /**
     * One step that was taken.
     *
     * @param calls the calls decided on
     * @param results their outcomes, in the same order
     * @param note the planner's note
     */
    record Step(List<Decision.Call> calls, List<Result> results, JsonValue note) {}

    /** How a call ended. */
    sealed interface Result {
        /**
         * It returned.
         *
         * @param output validated and redacted
         */
        record Returned(JsonObject output) implements Result {}

        /**
         * It did not: the tool failed, or policy refused the call.
         *
         * @param code the stable code, for example {@code denied}, {@code invalid_params}, {@code timeout}
         * @param message why
         */
        record Failed(String code, String message) implements Result {}
    }

    /**
     * An earlier turn.
     *
     * @param message what was said
     * @param reply what was answered, empty when nothing was
     */
    record Exchange(List<Part> message, String reply) {}
}

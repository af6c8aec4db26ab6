// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/**
 * Which steps the change under way has passed: told as it goes, and kept with its records. Used by whoever has his turn; a
 * look at a file without a change passes none.
 */
final class Progress {
    /** A change's steps, in their order. */
    enum Step {
        FETCHED, VERIFIED, EXAMINED, RESOLVED, PLANNED, STARTING, HEALTHY, COMMITTED, ROLLED_BACK;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Consumer<JsonObject> listener;
    private final List<Step> passed = new ArrayList<>();
    private String change = "";
    private JsonObject about = JsonObject.EMPTY;

    Progress(Consumer<JsonObject> listener) {
        this.listener = listener;
    }

    /** A change begins. */
    void begin(String id, String source, String principal) {
        passed.clear();
        change = id;
        about = JsonObject.builder().put("source", source).put("principal", principal).build();
    }

    /** Its file said what it holds. */
    void holds(String plugin, String version) {
        about = JsonObject.builder().putAll(about).put("plugin", plugin).put("version", version).build();
    }

    void passed(Step step) {
        if (!change.isEmpty()) {
            passed.add(step);
            listener.accept(JsonObject.builder().put("change", change).put("step", step.text()).putAll(about).build());
        }
    }

    /** It came to its end, one way or the other. */
    void end() {
        change = "";
        passed.clear();
    }

    /** The id of the change under way. */
    String change() {
        return change;
    }

    /** The steps that were passed. */
    JsonArray steps() {
        return JsonArray.ofStrings(passed.stream().map(Step::text).toList());
    }

    /**
     * The step that was not passed: the one after the last.
     *
     * @param started whether its bundle was
     */
    Step failing(boolean started) {
        if (passed.isEmpty()) {
            return Step.FETCHED;
        }
        Step last = passed.getLast();
        return last == Step.STARTING && !started ? Step.STARTING : Step.values()[last.ordinal() + 1];
    }

    boolean isUnderWay() {
        return !change.isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.planner.TurnView;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/** Which models are asked: what the session's own record says, else what is configured, then the fallbacks in their order. */
final class Routing {
    private Routing() {}

    /**
     * For the next step of a turn: {@code default} for its first exchange, {@code tool} after results where it is set.
     *
     * @throws WireException when none is set anywhere
     */
    static List<ModelName> step(TurnView turn, Settings settings) throws WireException {
        var models = new LinkedHashSet<ModelName>();
        if (!turn.steps().isEmpty()) {
            named(turn.models(), "tool").or(settings::toolModel).ifPresent(models::add);
        }
        if (models.isEmpty()) {
            named(turn.models(), "default").or(settings::model).ifPresent(models::add);
        }
        if (models.isEmpty()) {
            throw new WireException(ErrorCode.PRECONDITION_FAILED, "no model is set: name one, such as local/llama3.2,"
                    + " under model of " + PlannerConfig.PID + " or as default among the session's models");
        }
        models.addAll(settings.fallbacks());
        return List.copyOf(models);
    }

    /**
     * For summaries: {@code summarizer}, then the fallbacks.
     *
     * @param session the session's own models, by what for
     * @return none where no summarizer is set: summaries are made without a model then
     */
    static List<ModelName> summary(Map<String, String> session, Settings settings) {
        var summarizer = named(session, "summarizer").or(settings::summarizer);
        if (summarizer.isEmpty()) {
            return List.of();
        }
        var models = new LinkedHashSet<>(List.of(summarizer.get()));
        models.addAll(settings.fallbacks());
        return List.copyOf(models);
    }

    private static Optional<ModelName> named(Map<String, String> session, String use) {
        return Optional.ofNullable(session.get(use)).flatMap(ModelName::of);
    }
}

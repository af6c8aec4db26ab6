// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.plugin;

import java.util.List;
import java.util.Optional;

import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.TurnView;
import dev.postern.api.trigger.Firing;
import dev.postern.api.trigger.MessageTrigger;
import dev.postern.api.trigger.ScheduleTrigger;
import dev.postern.api.trigger.TriggeredMessage;

/** Decides, and is triggered, by throwing what is no exception. */
public final class ThrowsWhenAsked implements MessageTrigger, Planner, ScheduleTrigger {
    @Override
    public Decision next(TurnView turn) {
        throw new StackOverflowError("no decision");
    }

    @Override
    public List<String> models() {
        throw new LinkageError("no models");
    }

    @Override
    public Optional<TriggeredMessage> fire(Firing firing) {
        throw new NoClassDefFoundError("org/example/Fire");
    }

    @Override
    public Optional<Answer> matched(Match match) {
        throw new AssertionError("no match");
    }
}

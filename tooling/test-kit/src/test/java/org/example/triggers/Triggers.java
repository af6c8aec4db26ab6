// SPDX-License-Identifier: Apache-2.0
package org.example.triggers;

import java.util.Optional;
import java.util.function.Function;

import dev.postern.api.trigger.Firing;
import dev.postern.api.trigger.MessageTrigger;
import dev.postern.api.trigger.ScheduleTrigger;
import dev.postern.api.trigger.TriggeredMessage;
import dev.postern.api.trigger.WebhookTrigger;

/** Triggers that do what a test wants; what they declare stands in OSGI-INF, as a build would write it. */
public final class Triggers {
    private Triggers() {}

    /** Every weekday at eight. */
    public static class Weekdays implements ScheduleTrigger {
        private final Function<Firing, Optional<TriggeredMessage>> says;

        /** Saying that. */
        public Weekdays(Function<Firing, Optional<TriggeredMessage>> says) {
            this.says = says;
        }

        @Override
        public Optional<TriggeredMessage> fire(Firing firing) {
            return says.apply(firing);
        }
    }

    /** At a minute that no hour has. */
    public static final class Never extends Weekdays {
        /** Saying nothing. */
        public Never() {
            super(firing -> Optional.empty());
        }
    }

    /** Of requests. */
    public static final class Pushes implements WebhookTrigger {
        private final Function<Request, Optional<TriggeredMessage>> makes;

        /** Making that. */
        public Pushes(Function<Request, Optional<TriggeredMessage>> makes) {
            this.makes = makes;
        }

        @Override
        public Optional<TriggeredMessage> receive(Request request) {
            return makes.apply(request);
        }
    }

    /** Of errands. */
    public static final class Errands implements MessageTrigger {
        private final Function<Match, Optional<Answer>> answers;

        /** Answering that. */
        public Errands(Function<Match, Optional<Answer>> answers) {
            this.answers = answers;
        }

        @Override
        public Optional<Answer> matched(Match match) {
            return answers.apply(match);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.time.Duration;
import java.util.Optional;

import dev.postern.api.json.JsonValue;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.ErrorCode;
import dev.postern.pipeline.internal.run.Stop;

/** How a turn ends. */
sealed interface TurnEnd {
    /** What is said to whoever wrote; empty for nothing. */
    Optional<String> reply();

    /** It answers. */
    record Replied(String text) implements TurnEnd {
        @Override
        public Optional<String> reply() {
            return Optional.of(text);
        }
    }

    /** It asks, and remembers. */
    record Asked(String question, JsonValue memo, Duration expiresAfter) implements TurnEnd {
        @Override
        public Optional<String> reply() {
            return Optional.of(question);
        }
    }

    /** It has nothing to say. */
    record Silent(String reason) implements TurnEnd {
        @Override
        public Optional<String> reply() {
            return Optional.empty();
        }
    }

    /** It failed, and says so. */
    record Failed(Turn.Failure failure) implements TurnEnd {
        Failed(ErrorCode code, String message) {
            this(new Turn.Failure(code.code(), message));
        }

        @Override
        public Optional<String> reply() {
            return Optional.of("This could not be finished: " + failure.message());
        }
    }

    /** It was cancelled. */
    record Cancelled(Stop.Cancelled stop) implements TurnEnd {
        @Override
        public Optional<String> reply() {
            return Optional.empty();
        }
    }
}

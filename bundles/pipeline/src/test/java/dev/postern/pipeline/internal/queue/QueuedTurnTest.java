// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.TurnView;
import dev.postern.core.identity.Principal;
import dev.postern.core.pipeline.NormalizedMessage;
import dev.postern.pipeline.internal.record.AcceptedTurn;
import dev.postern.pipeline.internal.record.Arrival;
import org.junit.jupiter.api.Test;

/** What of a message is in memory while its turn waits: of ten thousand together not much. */
class QueuedTurnTest {
    @Test
    void onlyAShortMessageIsHeldWithAllThatIsToldWithIt() {
        var long100k = "x".repeat(100_000);
        assertThat(held("hello", "before", "{}")).isTrue();
        assertThat(held(long100k, "", "")).isFalse();
        assertThat(held("hello", long100k, "")).as("what was said before").isFalse();
        assertThat(held("hello", "", long100k)).as("the surface's metadata").isFalse();
    }

    private static boolean held(String text, String before, String metadata) {
        var at = Instant.EPOCH;
        var message = new NormalizedMessage("default", "k_1", "main", "", List.of(new Part.Text(text, Origin.PERSON)),
                at,
                "gateway", JsonObject.of("about", metadata), "",
                List.of(new TurnView.Exchange(List.of(new Part.Text(before, Origin.PERSON)), "")));
        var principal = new Principal(Principal.Kind.CLIENT, "k_1", "default", Set.of(), Principal.Trust.OPERATOR);
        return QueuedTurn.submitted(new AcceptedTurn("t_1", "s_1", message, principal, Optional.empty(), false, at,
                List.of("m_1")), Arrival.PLAIN, null).accepted() != null;
    }
}

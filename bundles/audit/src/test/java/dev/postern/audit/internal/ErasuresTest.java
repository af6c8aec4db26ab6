// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Somebody who blanks all sessions does not fill the memory of whoever looks. */
class ErasuresTest {
    @Test
    void keepsTrackOfSoManySessionsAndNamesTheFirstOfMore() {
        var erasures = new Erasures();
        for (int session = 1; session <= Erasures.MOST; session++) {
            erasures.blank(session, content(session));
        }
        erasures.blank(Erasures.MOST + 1, content(1));
        assertThat(erasures.tooMany()).as("one of them again").isEmpty();
        erasures.blank(Erasures.MOST + 2, content(Erasures.MOST + 1));
        assertThat(erasures.tooMany()).hasValueSatisfying(found -> {
            assertThat(found.seq()).isEqualTo(1);
            assertThat(found.reason()).contains("the session s_1 ", "10000 more sessions");
        });
    }

    private static JsonObject content(long session) {
        return JsonObject.builder().put("session", "s_" + session).put("position", session).build();
    }
}

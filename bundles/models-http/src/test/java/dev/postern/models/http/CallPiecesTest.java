// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Optional;

import dev.postern.api.model.ModelCall;
import org.junit.jupiter.api.Test;

/** Calls, however an endpoint cuts and names them. */
class CallPiecesTest {
    private final CallPieces pieces = new CallPieces(Key.NONE, delta -> {});

    @Test
    void ofCallsWithoutEndFewAreKept() {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (long index = 0; index < 400_000; index++) {
                pieces.add(Optional.of(index), "", "f", "");
            }
        });
        assertThat(pieces.areTooMany()).isTrue();
        assertThat(pieces.finish()).hasSize(CallPieces.MOST);
    }

    @Test
    void eachHasAnIdOfItsOwnWhateverTheOthersAreCalled() {
        pieces.add(Optional.of(0L), "call_1", "a", "");
        pieces.add(Optional.of(1L), "", "b", "");
        pieces.add(Optional.of(2L), "call_1", "c", "");
        pieces.add(Optional.of(3L), "call_2", "d", "");
        assertThat(pieces.areTooMany()).isFalse();
        assertThat(pieces.finish()).extracting(ModelCall::id).doesNotHaveDuplicates().hasSize(4);
        assertThat(pieces.finish()).extracting(ModelCall::name).containsExactly("a", "b", "c", "d");
    }
}

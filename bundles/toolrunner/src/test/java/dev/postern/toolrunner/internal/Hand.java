// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Optional;

import dev.postern.core.approval.Holds;
import org.jspecify.annotations.Nullable;

/** Holds one thing at most, as a test wants it. */
final class Hand implements Holds, Holds.Hold {
    volatile @Nullable Runnable listening;
    private volatile @Nullable String holds;

    void take(String approval) {
        holds = approval;
    }

    void letGo() {
        holds = null;
        var told = listening;
        if (told != null) {
            told.run();
        }
    }

    @Override
    public Optional<Hold> find(String tenant, String approval) {
        return approval.equals(holds) ? Optional.of(this) : Optional.empty();
    }

    @Override
    public String by() {
        return "k_operator";
    }

    @Override
    public AutoCloseable onEnd(Runnable ended) {
        listening = ended;
        return () -> listening = null;
    }

    @Override
    public String reason() {
        return "it was let go";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

import dev.postern.core.plugin.PluginException;
import dev.postern.core.store.Write.StoredOutcome;
import dev.postern.plugins.internal.Changes.Acceptance;
import dev.postern.plugins.internal.Changes.Result;
import dev.postern.plugins.internal.Desired.DeployedFile;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.trust.HeldUpdate;
import dev.postern.plugins.internal.trust.HeldUpdate.Decision;

/** A person's word on an update that waits: for just the bytes that were shown, and against just what serves. */
final class HeldDecisions {
    private final Changes changes;
    private final HeldUpdates held;

    HeldDecisions(Changes changes, HeldUpdates held) {
        this.changes = changes;
        this.held = held;
    }

    /**
     * Installs it. It is examined once more, for much may have changed since; the word is used up when the change begins,
     * whatever comes of that.
     *
     * @param sha256 the file that was shown
     */
    Result approve(String id, String sha256, Request word) throws PluginException, InterruptedException {
        HeldUpdate update = waiting(id, sha256);
        var request = new Request(update.source(), update.file(), word.principal(), word.outcome(),
                new Terms(false, update.from(), Optional.empty(), Optional.empty(), update.keep().orElse(false),
                        Optional.empty(), update.warrant()));
        return changes.install(held.file(update), request, new Word(update, word.principal()));
    }

    /** Drops it; a file of the deploy folder then lies there until its bytes change. */
    HeldUpdate deny(String id, String sha256, String principal, Function<HeldUpdate, Optional<StoredOutcome>> outcome)
            throws PluginException, InterruptedException {
        HeldUpdate update = waiting(id, sha256);
        try {
            held.decide(update, Decision.DENIED, principal, outcome.apply(update));
            if (!update.file().isEmpty()) {
                changes.note(now -> now.deployed(update.file(), new DeployedFile(update.sha256(), id)));
            }
            return update;
        } catch (IOException disk) {
            throw new PluginException("unavailable", "it could not be written: " + disk.getMessage(), disk);
        }
    }

    private HeldUpdate waiting(String id, String sha256) throws PluginException {
        return held.of(id).filter(it -> it.sha256().equals(sha256)).orElseThrow(() -> new PluginException("not_found",
                "no update of " + id + " with that SHA-256 waits; plugins.list shows what does", null));
    }

    /** Takes what was held in, once nothing else speaks against it. */
    private final class Word implements Acceptance {
        private final HeldUpdate update;
        private final String by;

        Word(HeldUpdate update, String by) {
            this.update = update;
            this.by = by;
        }

        @Override
        public boolean allowsMore() {
            return true;
        }

        @Override
        public void check(Optional<InstalledPlugin> before, InstalledPlugin after) throws PluginException {
            if (!after.sha256().equals(update.sha256())
                    || before.filter(it -> it.sha256().equals(update.against())).isEmpty()) {
                throw new PluginException("superseded", "the update of " + update.plugin()
                        + " is not what was held, or not against what serves now; install it again", null);
            }
            try {
                held.decide(update, Decision.APPROVED, by, Optional.empty());
            } catch (IOException disk) {
                throw new PluginException("unavailable", "it could not be written: " + disk.getMessage(), disk);
            }
        }
    }
}

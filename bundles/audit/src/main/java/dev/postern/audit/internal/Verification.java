// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.audit.AuditChain;
import dev.postern.core.audit.AuditHead;
import dev.postern.core.audit.AuditLog;
import dev.postern.core.audit.AuditRecord;
import dev.postern.core.audit.AuditText;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Erased;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Follows a chain from its beginning to its end, in bounded memory, and holds what is linked against what the journal says
 * now. For one thread; ended by interrupting it.
 */
final class Verification {
    private static final int PAGE = 5_000;

    private final Store store;
    private final AuditLog log;
    private final Journal journal;
    private final Contents contents;
    private final KeyedDigest digest;
    private final String chain;
    private final boolean payloads;
    private final Erasures erasures = new Erasures();
    private final Prunings prunings = new Prunings();
    private long erased;
    private long pruned;
    private AuditChain.@Nullable Break broken;

    Verification(Store store, AuditLog log, Journal journal, KeyedDigest digest, String chain, boolean payloads) {
        this.store = store;
        this.log = log;
        this.journal = journal;
        this.contents = new Contents(journal);
        this.digest = digest;
        this.chain = chain;
        this.payloads = payloads;
    }

    /**
     * Verifies.
     *
     * @param kept a head that was signed before; empty to go by the records alone
     * @throws StoreException when the store does not answer, and so it cannot be known what stands on record by now
     */
    Verdict run(Optional<AuditHead> kept) throws StoreException, InterruptedException {
        var end = log.head(chain);
        var links = new AuditChain(chain);
        var atKept = Optional.<AuditHead>empty();
        while (broken == null && links.head().seq() < end.seq()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("nobody waits for the verdict any more");
            }
            var page = log.after(chain, links.head().seq(), (int) Math.min(PAGE, end.seq() - links.head().seq()));
            if (page.isEmpty()) {
                break;
            }
            for (var record : page) {
                var previous = links.head().hash();
                broken = broken == null ? links.add(record.text()).orElse(null) : broken;
                if (broken == null && kept.isPresent() && kept.get().seq() == record.seq()) {
                    atKept = Optional.of(links.head());
                }
                if (broken == null && payloads) {
                    compare(record, previous);
                }
            }
        }
        if (broken == null) {
            broken = links.end(Optional.of(end)).orElse(null);
        }
        if (broken == null && kept.isPresent()) {
            broken = against(kept.get(), atKept);
        }
        var reached = links.head();
        if (broken == null) {
            account(links);
        }
        return new Verdict(reached, Optional.ofNullable(broken), erased, pruned);
    }

    /** What was erased or pruned while this read stands behind the end that was read to. */
    private void account(AuditChain links) throws StoreException {
        if (isAccounted()) {
            return;
        }
        // an effect can be seen a moment before its record: nothing that was committed before this is hidden after it
        store.commit(Batch.of());
        long end = log.head(chain).seq();
        while (broken == null && !isAccounted() && links.head().seq() < end) {
            var page = log.after(chain, links.head().seq(), PAGE);
            if (page.isEmpty()) {
                break;
            }
            for (var record : page) {
                broken = broken == null ? links.add(record.text()).orElse(null) : broken;
                if (broken == null) {
                    see(record.content());
                }
            }
        }
        if (broken == null && !isAccounted()) {
            broken = erasures.unaccounted().orElseGet(this::keptNoMore);
        }
    }

    private boolean isAccounted() {
        return erasures.unaccounted().isEmpty() && prunings.accounted();
    }

    private void see(JsonObject content) {
        erasures.see(content);
        prunings.see(content);
    }

    /** Positions ascend along a chain: the first behind what was pruned on record. */
    private AuditChain.Break keptNoMore() {
        long seq = 0;
        while (true) {
            var page = log.after(chain, seq, PAGE);
            for (var record : page) {
                if (record.position() > prunings.told()) {
                    return new AuditChain.Break(record.seq(),
                            "the journal does not keep the record " + record.position()
                                    + " any more, and no journal.pruned on record goes as far");
                }
                seq = record.seq();
            }
            if (page.isEmpty()) {
                return new AuditChain.Break(seq, "the journal keeps less than is on record that it does");
            }
        }
    }

    private AuditChain.@Nullable Break against(AuditHead kept, Optional<AuditHead> here) {
        if (kept.seq() > 0 && here.isEmpty()) {
            return new AuditChain.Break(log.head(chain).seq() + 1,
                    "it was there when the head " + kept.seq() + " was signed, and is missing");
        }
        return kept.seq() > 0 && !here.get().hash().equals(kept.hash())
                ? new AuditChain.Break(kept.seq(), "it is not the record that the head was signed of")
                : null;
    }

    private void compare(AuditRecord record, String previous) {
        long position = record.position();
        var found = position <= journal.prunedTo() ? Optional.<JournalRecord>empty() : contents.at(position);
        // it may have been pruned since
        if (found.isEmpty() && position <= journal.prunedTo()) {
            see(record.content());
            pruned++;
            prunings.gone(position);
            return;
        }
        if (found.isEmpty()) {
            broken = new AuditChain.Break(record.seq(), "the journal has no record " + position + " any more");
            return;
        }
        var entry = found.get().entry();
        if (entry.type() == RecordType.SESSION_ERASED || entry.type() == RecordType.JOURNAL_PRUNED) {
            see(record.content());
        }
        if (AuditText.of(entry, digest).at(position, previous, record.seq()).equals(record.text())) {
            return;
        }
        // it differs, or its content was erased: which of the two, and where
        var content = record.content();
        if (!tellsTheSame(content, entry)) {
            broken = new AuditChain.Break(record.seq(),
                    "the journal's record " + position + " says something else now");
            return;
        }
        part(record.seq(), content, "payload", entry.payload());
        part(record.seq(), content, "replay", entry.replay());
    }

    private static boolean tellsTheSame(JsonObject content, Entry entry) {
        return content.object("meta").equals(Optional.of(entry.meta()))
                && content.text("type").equals(Optional.of(entry.type().topic()))
                && content.text("at").equals(Optional.of(entry.at().toString()))
                && content.text("session").equals(Optional.ofNullable(entry.session()))
                && content.text("turn").equals(Optional.ofNullable(entry.turn()))
                && content.text("call").equals(Optional.ofNullable(entry.call()));
    }

    private void part(long seq, JsonObject content, String name, JsonObject is) {
        var was = content.text(name);
        if (was.isPresent() && (is.members().isEmpty() || Erased.is(is))) {
            erased++;
            erasures.blank(seq, content);
            broken = erasures.tooMany().orElse(broken);
        } else if (!was.equals(is.members().isEmpty() ? Optional.empty() : Optional.of(digest.of(is.canonical())))) {
            broken = new AuditChain.Break(seq, "what the journal's record "
                    + content.integer("position").orElse(0L) + " says was changed");
        }
    }

    /**
     * What came of it.
     *
     * @param head the end that was reached
     * @param broken where it is broken
     * @param erased contents that are not there any more
     * @param pruned records whose contents the journal does not keep any more
     */
    record Verdict(AuditHead head, Optional<AuditChain.Break> broken, long erased, long pruned) {}
}

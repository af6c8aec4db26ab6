// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.postern.core.store.Erased;
import dev.postern.core.store.Journal;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.turn.Turn;
import dev.postern.memory.internal.MemorySettings.SummaryRule;

/** Finds the turns that a summary is to take up: finished ones, in order, once there are enough. */
final class DueTurns {
    /** As many as are taken up at once, so that what a model is told stays bounded. */
    private static final int MOST = 50;
    private static final int PAGE = 100;
    private static final int MOST_LOOKED = 500;
    private static final int MOST_KNOWN = 10_000;
    private static final Set<RecordType> EVERY = EnumSet.allOf(RecordType.class);

    private final Rows rows;
    private final Journal journal;
    /** Tokens of turns: read once, although they are counted after each of the next few turns. */
    private final Map<String, Long> tokens = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_KNOWN;
        }
    });

    DueTurns(Rows rows, Journal journal) {
        this.rows = rows;
        this.journal = journal;
    }

    /**
     * Finds them.
     *
     * @param after the last turn that is covered; empty for none
     * @return at least one, or none while nothing is due
     */
    List<TurnText> find(String tenant, String session, String after, SummaryRule rule) {
        if (!isDue(tenant, session, after, rule)) {
            return List.of();
        }
        return uncovered(tenant, session, after, rule.keep());
    }

    private boolean isDue(String tenant, String session, String after, SummaryRule rule) {
        var newest = newest(tenant, session, after, rule.turns() + rule.keep());
        if (newest.size() <= rule.keep()) {
            return false;
        }
        return newest.size() == rule.turns() + rule.keep()
                || newest.subList(0, newest.size() - rule.keep()).stream().mapToLong(this::tokens).sum() >= rule
                        .tokens();
    }

    /** So many at most, the oldest first; among them there may stand many that are no turns of their own. */
    private List<Turn> newest(String tenant, String session, String after, int most) {
        for (int looked = most;; looked = Math.min(MOST_LOOKED, looked * 4)) {
            var all = rows.newestFinished(tenant, session, looked);
            var own = all.stream().filter(turn -> turn.id().compareTo(after) > 0 && isItsOwn(turn)).toList();
            if (own.size() >= most || looked == MOST_LOOKED || all.size() < looked
                    || all.getFirst().id().compareTo(after) <= 0) {
                return own.subList(Math.max(0, own.size() - most), own.size());
            }
        }
    }

    /** The oldest first; all but the newest few, or as many as are taken up at once. Ends before a turn that is open. */
    private List<TurnText> uncovered(String tenant, String session, String after, int keep) {
        var found = new ArrayList<TurnText>();
        var from = after;
        while (found.size() < MOST + keep) {
            var page = rows.turns(tenant, session, from, PAGE);
            if (page.isEmpty()) {
                break;
            }
            from = page.getLast().id();
            var open = page.stream().filter(turn -> !turn.state().ended()).findFirst();
            page.stream().filter(turn -> turn.state() == Turn.State.FINISHED && isItsOwn(turn))
                    .filter(turn -> open.isEmpty() || turn.id().compareTo(open.get().id()) < 0)
                    .forEach(turn -> text(turn).ifPresent(found::add));
            if (open.isPresent()) {
                break;
            }
        }
        return found.subList(0, Math.min(MOST, Math.max(0, found.size() - keep)));
    }

    /** One whose message reached another turn is that turn's. */
    private static boolean isItsOwn(Turn turn) {
        return turn.into().isEmpty() && turn.reply().filter(Erased.TEXT::equals).isEmpty();
    }

    private long tokens(Turn turn) {
        var known = tokens.get(turn.id());
        if (known == null) {
            known = TurnText.of(turn, journal.ofTurns(turn.tenant(), List.of(turn.id()), TurnText.TOLD))
                    .map(TurnText::tokens).orElse(0L);
            tokens.put(turn.id(), known);
        }
        return known;
    }

    private Optional<TurnText> text(Turn turn) {
        // of all types: it covers the positions of all
        return TurnText.of(turn, journal.ofTurns(turn.tenant(), List.of(turn.id()), EVERY));
    }
}

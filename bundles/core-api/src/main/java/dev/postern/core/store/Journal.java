// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads durable records. Safe for use by any thread; reads never wait behind writes. Pages are bounded in bytes too: of
 * large records they hold fewer than the limit, one at least. None are left when a page is empty. What cannot be read now
 * is an {@link UnreadableException}.
 */
@ProviderType
public interface Journal {

    /** The newest durable position; 0 for an empty journal. */
    long newest();

    /** The position before the oldest record that is kept; 0 while all are. */
    long prunedTo();

    /** Records after the position, of all tenants, in order, at most {@code limit} (1 to 1,000). */
    List<JournalRecord> after(long position, int limit);

    /** A session's records after the position, in order, at most {@code limit} (1 to 1,000). */
    List<JournalRecord> ofSession(String tenant, String session, long after, int limit);

    /** All records of a turn, in order. */
    List<JournalRecord> ofTurn(String tenant, String turn);

    /**
     * Those records of several turns that are of the types, in order. What only a replay needs may be left out of them: it is
     * most of what is on record of a turn that a model decided.
     */
    default List<JournalRecord> ofTurns(String tenant, List<String> turns, Set<RecordType> types) {
        return turns.stream().distinct()
                .flatMap(turn -> ofTurn(tenant, turn).stream())
                .filter(record -> types.contains(record.entry().type()))
                .sorted(Comparator.comparingLong(JournalRecord::position))
                .toList();
    }

    /**
     * Calls the listener with each commit's records once they are durable, in order, from now on.
     *
     * @param listener called on one thread of the store's that serves all listeners; must not block
     * @return closes the registration
     */
    Registration listen(Consumer<List<JournalRecord>> listener);

    /** A listener's registration. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}

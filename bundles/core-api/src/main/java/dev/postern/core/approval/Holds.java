// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.approval;

import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Who holds now. Lives in memory alone: a hold survives no disconnect and no crash. */
@ProviderType
public interface Holds {

    /** The hold that is kept up for an approval; empty when nobody holds, or no longer. */
    Optional<Hold> find(String tenant, String approval);

    /** A hold that somebody keeps up. */
    interface Hold {
        /** The principal who holds. */
        String by();

        /**
         * Tells once when it ends: let go, beats that stay away, a connection that is gone. At once when it has ended.
         *
         * @param ended called on a thread of the holds'; must not block
         * @return ends the telling
         */
        AutoCloseable onEnd(Runnable ended);

        /** Why it ended, for people, as in {@code it was let go}; empty while it lasts, or when nobody can tell. */
        default String reason() {
            return "";
        }
    }
}

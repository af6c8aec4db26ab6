// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import java.time.Clock;

import dev.postern.core.session.SessionSettings;
import dev.postern.core.session.Sessions;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;

/** The real sessions. */
public final class TestSessions {
    private TestSessions() {}

    /** Over rows and store. */
    public static Sessions over(Rows rows, Store store) {
        return new SessionDirectory(rows, store, Clock.systemUTC(), SessionSettings.DEFAULT);
    }
}

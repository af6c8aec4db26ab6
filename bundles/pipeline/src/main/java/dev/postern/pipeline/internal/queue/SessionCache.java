// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.store.Rows;
import org.jspecify.annotations.Nullable;

/**
 * A lane's session row, read again only when it changed. The lane's own turns are the only ones that write progress, so
 * what is kept here is never behind in that.
 */
public final class SessionCache {
    private final Rows rows;
    private final String tenant;
    private final String id;
    private @Nullable Session row;
    private long newest;
    private boolean used;

    SessionCache(Rows rows, String tenant, String id) {
        this.rows = rows;
        this.tenant = tenant;
        this.id = id;
    }

    /** The row as of now. May read. */
    public Session get() {
        var known = current();
        if (known != null) {
            return known;
        }
        var read = rows.session(tenant, id)
                .orElseThrow(() -> new IllegalStateException("the session " + id + " has turns but no row"));
        keep(read);
        return read;
    }

    private synchronized @Nullable Session current() {
        used = true;
        return row != null && row.revision() >= newest ? row : null;
    }

    private synchronized void keep(Session read) {
        row = read;
    }

    /** What a route found: enough for a lane that has run nothing yet. */
    synchronized void saw(Session seen) {
        if (row == null && !used) {
            row = seen;
        }
        newest = Math.max(newest, seen.revision());
    }

    synchronized void changed(long revision) {
        newest = Math.max(newest, revision);
    }

    synchronized boolean isChanged() {
        return row == null || row.revision() < newest;
    }

    synchronized void progress(SessionProgress progress) {
        if (row != null) {
            row = row.with(progress);
        }
    }

    synchronized void forget() {
        row = null;
        used = true;
    }
}

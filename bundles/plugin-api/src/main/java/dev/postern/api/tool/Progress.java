// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import org.osgi.annotation.versioning.ProviderType;

/** Reports while a call runs. Best effort: nothing of it is kept, and it may be dropped when watchers are slow. */
@ProviderType
public interface Progress {

    /**
     * A line for people.
     *
     * @param message what is going on
     */
    void message(String message);

    /**
     * How much is done.
     *
     * @param done units done, from 0
     * @param total units in all, 0 when unknown
     */
    void fraction(long done, long total);

    /**
     * A piece of output, as it comes.
     *
     * @param text the piece
     */
    void output(String text);
}

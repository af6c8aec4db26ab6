// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.plugin;

/** A component that cannot be made. */
public final class NeverStarts {
    /** Fails. */
    public NeverStarts() {
        throw new IllegalStateException("the licence has run out");
    }
}

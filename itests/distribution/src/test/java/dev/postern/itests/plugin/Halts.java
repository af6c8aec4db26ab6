// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.plugin;

/** A component that ends the process when it is made. */
public final class Halts {
    /** Ends it. */
    public Halts() {
        Runtime.getRuntime().halt(7);
    }
}

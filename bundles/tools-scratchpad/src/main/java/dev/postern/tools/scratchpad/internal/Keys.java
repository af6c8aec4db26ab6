// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.scratchpad.internal;

/** Keys of notes. */
final class Keys {
    /** As scratchpads take them. */
    static final String RULE = "^[a-z0-9][a-z0-9._-]{0,63}$";

    private Keys() {}
}

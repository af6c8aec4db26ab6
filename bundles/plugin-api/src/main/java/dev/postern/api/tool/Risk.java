// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

/** What a call can do at worst. Unless policy says otherwise, low runs, medium asks, high asks for a held key. */
public enum Risk {
    /** Reads, and nothing that matters if it happens twice. */
    LOW,
    /** Changes something that can be put right. */
    MEDIUM,
    /** Destroys, spends, or reaches outside. */
    HIGH
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.memory;

import java.util.Locale;

/** What a memory is for; says where it belongs in what a model is told. */
public enum MemoryKind {
    /** The session's earlier turns in short: the oldest part of a conversation. */
    SUMMARY,
    /** Short-lived notes of the session, by key. */
    SCRATCHPAD;

    /** Its name in records and rules: {@code summary}, {@code scratchpad}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

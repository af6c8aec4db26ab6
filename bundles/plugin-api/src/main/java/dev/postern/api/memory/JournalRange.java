// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.memory;

/**
 * The part of a session's journal that something was made of: whole turns.
 *
 * @param first the opaque cursor of the first record
 * @param last the opaque cursor of the last record
 * @param lastTurn the last turn; ids of turns are ordered by acceptance
 * @param turns how many turns, from 1
 */
public record JournalRange(String first, String last, String lastTurn, int turns) {}

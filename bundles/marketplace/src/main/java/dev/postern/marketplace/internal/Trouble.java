// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.Locale;

/** Why a marketplace, or a file of it, cannot be used. */
final class Trouble extends Exception {
    private static final long serialVersionUID = 1L;

    private final State state;

    private Trouble(State state, String message) {
        super(message);
        this.state = state;
    }

    static Trouble unreachable(String message) {
        return new Trouble(State.UNREACHABLE, message);
    }

    static Trouble forged(String message) {
        return new Trouble(State.FORGED, message);
    }

    static Trouble expired(String message) {
        return new Trouble(State.EXPIRED, message);
    }

    static Trouble stale(String message) {
        return new Trouble(State.STALE, message);
    }

    static Trouble invalid(String message) {
        return new Trouble(State.INVALID, message);
    }

    State state() {
        return state;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** How it stands with a marketplace. */
    public enum State {
        /** What it says is believed. */
        OK,
        /** Nothing came, or not all of it. */
        UNREACHABLE,
        /** What came is not signed with the pinned key. */
        FORGED,
        /** Its catalogue is believed no more. */
        EXPIRED,
        /** What came is older than what came before. */
        STALE,
        /** What came breaks a rule. */
        INVALID;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

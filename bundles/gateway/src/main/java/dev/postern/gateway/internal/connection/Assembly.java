// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.connection;

import java.util.Optional;

import dev.postern.gateway.internal.SharedRoom;
import dev.postern.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * Puts a connection's messages together from their pieces. A message that arrives whole, as nearly all do, is passed on
 * as it is; one that does not takes room from what all connections share until it is whole.
 */
final class Assembly {
    /** What Java needs at most for a character, without what a growing buffer leaves unused. */
    private static final int BYTES_A_CHARACTER = 2;

    private @Nullable StringBuilder pieces;
    private @Nullable SharedRoom room;
    private long reserved;
    private long utf8Bytes;
    private boolean over;

    /** The message cannot be taken; what there was of it is gone. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final CloseCode code;

        Refused(CloseCode code) {
            super(code.reason(), null, false, false);
            this.code = code;
        }

        CloseCode code() {
            return code;
        }
    }

    /**
     * Takes the next piece.
     *
     * @param limit bytes of UTF-8 that a message may have
     * @param shared where room is taken from; a message keeps to the one it began with
     * @return the message, once it is whole
     * @throws Refused when it is larger than the limit, or there is no room now
     */
    synchronized Optional<String> add(String piece, boolean last, int limit, SharedRoom shared) throws Refused {
        utf8Bytes += utf8Length(piece);
        if (utf8Bytes > limit) {
            forget();
            throw new Refused(CloseCode.TOO_LARGE);
        }
        if (pieces == null && last) {
            utf8Bytes = 0;
            return Optional.of(piece);
        }
        if (over || !reserve(piece, shared)) {
            forget();
            throw new Refused(CloseCode.TRY_LATER);
        }
        if (pieces == null) {
            pieces = new StringBuilder(piece.length());
        }
        pieces.append(piece);
        if (!last) {
            return Optional.empty();
        }
        var message = pieces.toString();
        forget();
        return Optional.of(message);
    }

    /** Nothing comes any more. */
    synchronized void end() {
        over = true;
        forget();
    }

    private boolean reserve(String piece, SharedRoom shared) {
        if (room == null) {
            room = shared;
        }
        long wanted = (long) piece.length() * BYTES_A_CHARACTER;
        if (!room.take(wanted)) {
            return false;
        }
        reserved += wanted;
        return true;
    }

    private void forget() {
        if (room != null) {
            room.giveBack(reserved);
        }
        room = null;
        reserved = 0;
        pieces = null;
        utf8Bytes = 0;
    }

    /** Without making the bytes; each half of a surrogate pair stands for two of its four. */
    private static long utf8Length(String text) {
        long length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }
}

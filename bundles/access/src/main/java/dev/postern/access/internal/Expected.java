// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.regex.Pattern;

import dev.postern.api.tool.ToolException;
import dev.postern.core.hash.Sha256;

/** What must be at a place for a change there to go ahead. */
sealed interface Expected {
    Expected ANYTHING = new Anything();
    Expected NOTHING = new Nothing();

    /** The bytes with this digest. */
    static Expected content(String sha256) throws ToolException {
        if (!Content.DIGEST.matcher(sha256).matches()) {
            throw new ToolException("invalid_input", "a SHA-256 is 64 hexadecimal digits, and this is " + sha256);
        }
        return new Content(sha256);
    }

    /**
     * Looks.
     *
     * @param alive called every now and then; throws once the call is over
     */
    void check(OpenFolder folder, String name, String path, Alive alive) throws IOException, ToolException;

    /** Whether the call still goes on. */
    interface Alive {
        void check() throws IOException;
    }

    /** Whatever it may be. */
    record Anything() implements Expected {
        @Override
        public void check(OpenFolder folder, String name, String path, Alive alive) {}
    }

    /** Nothing is there. */
    record Nothing() implements Expected {
        @Override
        public void check(OpenFolder folder, String name, String path, Alive alive) throws IOException, ToolException {
            if (folder.exists(name)) {
                throw new ToolException("conflict", "there is something at " + path + " already");
            }
        }
    }

    /** A file that holds what somebody saw. */
    record Content(String sha256) implements Expected {
        private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");
        private static final int PIECE = 65_536;

        @Override
        public void check(OpenFolder folder, String name, String path, Alive alive) throws IOException, ToolException {
            if (!folder.exists(name)) {
                throw new ToolException("changed", path + " is gone since it was looked at");
            }
            if (folder.attributes(name).isDirectory()) {
                throw new ToolException("invalid_input", path + " is a folder, which has no SHA-256");
            }
            var now = digest(folder, name, alive);
            if (!now.equalsIgnoreCase(sha256)) {
                throw new ToolException("changed",
                        path + " holds something else since it was looked at: its SHA-256 is "
                                + now + " now; look again, and ask again");
            }
        }

        private static String digest(OpenFolder folder, String name, Alive alive) throws IOException {
            var digest = Sha256.begin();
            var piece = ByteBuffer.allocate(PIECE);
            try (FileChannel channel = folder.read(name)) {
                while (channel.read(piece) >= 0) {
                    alive.check();
                    digest.update(piece.flip());
                    piece.clear();
                }
            }
            return Sha256.end(digest);
        }
    }
}

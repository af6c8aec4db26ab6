// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;

import dev.postern.core.home.SecretFile;

/** What a chat leaves in {@code chat/} under the home, for its owner's eyes only: the last session, and what was typed. */
final class Remembered {
    private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    /** What looks like a secret by its form or by the word before it. */
    private static final Pattern SECRET = Pattern.compile(
            "-----BEGIN [A-Z ]*PRIVATE KEY|pst_[0-9a-z]{1,40}_|\\b(?:whsec_|sk-|gh[pousr]_|github_pat_|xox[abpr]-|AKIA|AIza)"
                    + "[A-Za-z0-9_+/=-]{8,}|\\beyJ[A-Za-z0-9_-]{10,}\\.|://[^/\\s:@]+:[^/\\s@]+@"
                    + "|(?i:\\b(?:bearer|basic)\\s+[A-Za-z0-9._~+/=-]{8,})"
                    + "|(?i:(?:authorization|token|secret|passw(?:or)?d|passphrase|passwort|kennwort|api[ _-]?key|cookie)"
                    + "[\"']?\\s*(?:[:=]|\\bis\\b|\\bist\\b))");

    private final Path folder;

    /** @param home the gateway's */
    Remembered(Path home) {
        folder = home.resolve("chat");
    }

    /** Whether a line stays out of the history. */
    static boolean isSecret(String line) {
        return SECRET.matcher(line).find();
    }

    /** The file of the history, made where there is none, mode 0600. */
    Path history() throws IOException {
        var file = folder.resolve("history");
        Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
        if (!Files.exists(file)) {
            Files.createFile(file, ownerOnly(file, "rw-------"));
        } else if (isPosix(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    /** The session of the last chat; empty when there is none. */
    String last() {
        try {
            var session = Files.readString(folder.resolve("last")).strip();
            return SESSION.matcher(session).matches() ? session : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** This session is talked in now. */
    void last(String session) {
        if (SESSION.matcher(session).matches()) {
            try {
                SecretFile.write(folder.resolve("last"), session);
            } catch (IOException e) {
                // a convenience, on a disk that takes nothing
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path, String mode) {
        return isPosix(path)
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}

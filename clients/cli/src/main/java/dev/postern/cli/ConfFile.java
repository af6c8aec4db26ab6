// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** A file of the gateway's configuration: read, changed in memory, and written whole or not at all. */
final class ConfFile {
    private final Path path;
    private final @Nullable String before;
    private final JsonObject read;
    private JsonObject settings;
    private boolean wanted;

    private ConfFile(Path path, @Nullable String before, JsonObject read) {
        this.path = path;
        this.before = before;
        this.read = read;
        this.settings = read;
    }

    /** The file of a PID; it need not be there. */
    static ConfFile read(Path home, String pid) throws Failure, IOException {
        return read(folder(home).resolve(pid + ".json"));
    }

    static ConfFile read(Path path) throws Failure, IOException {
        if (Files.notExists(path)) {
            return new ConfFile(path, null, JsonObject.EMPTY);
        }
        var why = "it holds something else";
        try {
            var text = Files.readString(path);
            if (JsonValue.parse(text) instanceof JsonObject object) {
                return new ConfFile(path, text, object);
            }
        } catch (JsonFormatException | CharacterCodingException e) {
            why = e.getMessage() == null ? "it is not in UTF-8" : e.getMessage();
        }
        throw new Failure("precondition_failed",
                shown(path) + " must hold one JSON object: mend it or take it away (" + why + ")");
    }

    static Path folder(Path home) {
        return home.resolve("conf");
    }

    /** As documents call it. */
    String shown() {
        return shown(path);
    }

    private static String shown(Path path) {
        return "conf/" + path.getFileName();
    }

    /** What it will hold. */
    JsonObject settings() {
        return settings;
    }

    /**
     * Sets a key.
     *
     * @throws Failure when it is another's already, and that may not be replaced
     */
    void set(String key, JsonValue value, boolean replace) throws Failure {
        var there = settings.get(key).orElse(value);
        if (!there.equals(value) && !replace) {
            throw new Failure("conflict", shown() + " says " + new JsonString(key) + ": " + there + ", and not " + value
                    + ": --replace puts that in its place");
        }
        settings = settings.with(key, value);
        wanted = true;
    }

    /** Whether anything was set, the same as before or not. */
    boolean isWanted() {
        return wanted;
    }

    /** Begins anew. */
    void clear() {
        settings = JsonObject.EMPTY;
    }

    /** Throws when somebody else changed it since it was read. */
    void checkUnchanged() throws Failure, IOException {
        if (!Objects.equals(before, Files.notExists(path) ? null : Files.readString(path))) {
            throw new Failure("conflict", shown() + " was changed meanwhile: nothing was written; try again");
        }
    }

    /** Writes it, through to the disk, unless it says so already; the gateway reads all of the new or all of the old. */
    String write() throws IOException {
        if (settings.equals(read) && before != null) {
            return "kept";
        }
        Files.createDirectories(path.getParent(), ownerOnly());
        // where a link leads elsewhere, the file is there
        var file = before == null ? path : path.toRealPath();
        var fresh = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ".new");
        try {
            if (before != null) {
                // with its mode
                Files.copy(file, fresh, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            }
            try (var channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                var bytes = ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return before == null ? "made" : "changed";
    }

    /** A key a line, for people who go on by hand. */
    private String text() {
        var text = new StringBuilder("{");
        var separator = "\n  ";
        for (var member : settings.members().entrySet()) {
            text.append(separator).append(new JsonString(member.getKey())).append(": ").append(member.getValue());
            separator = ",\n  ";
        }
        return text.append("\n}\n").toString();
    }

    private FileAttribute<?>[] ownerOnly() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                : new FileAttribute<?>[0];
    }
}

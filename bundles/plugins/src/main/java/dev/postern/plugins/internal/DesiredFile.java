// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.postern.api.json.JsonObject;
import dev.postern.core.home.WholeFile;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;

/** Keeps what shall be installed, in one file that is always whole. */
final class DesiredFile {
    private final Path file;
    private final Json json;
    private volatile Desired now;

    private DesiredFile(Path file, Json json, Desired now) {
        this.file = file;
        this.json = json;
        this.now = now;
    }

    /** Reads the file; none is nothing installed. */
    static DesiredFile open(Path file, Json json) throws IOException {
        if (Files.notExists(file)) {
            return new DesiredFile(file, json, Desired.NOTHING);
        }
        try {
            if (json.parse(Files.readAllBytes(file)) instanceof JsonObject content) {
                return new DesiredFile(file, json, json.read(content, Desired.class));
            }
            throw new IOException(file + " holds no object");
        } catch (JsonException malformed) {
            throw new IOException(file + " cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    Desired get() {
        return now;
    }

    /** Replaces the content; durable when this returns. */
    void set(Desired next) throws IOException {
        WholeFile.write(file, json.write(next).toString());
        now = next;
    }
}

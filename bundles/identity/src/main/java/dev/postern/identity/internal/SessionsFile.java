// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.home.SecretFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions of browsers on disk, by the hashes of their ids: with what stands there nobody signs in. */
class SessionsFile {
    private static final Logger LOG = LoggerFactory.getLogger(SessionsFile.class);

    private final Path file;

    SessionsFile(Path file) {
        this.file = file;
    }

    /** What was kept; nothing of a file that is none, which costs people a token and no more. */
    List<Kept> read() {
        try {
            return Files.exists(file)
                    ? ((JsonObject) JsonValue.parse(Files.readString(file))).array("sessions").orElseThrow().values()
                            .stream().map(row -> Kept.of((JsonObject) row)).toList()
                    : List.of();
        } catch (IOException | JsonFormatException | ClassCastException | NoSuchElementException
                | DateTimeException e) {
            LOG.warn("browsers have to sign in again: {} cannot be read: {}", file, e.toString());
            return List.of();
        }
    }

    /** Keeps these in place of what there was. */
    void write(Stream<Kept> sessions) {
        try {
            SecretFile.write(file, JsonObject.builder()
                    .put("sessions", new JsonArray(sessions.<JsonValue>map(Kept::json).toList()))
                    .build().toString());
        } catch (IOException e) {
            LOG.error(
                    "which browsers are signed in cannot be kept in {}, so the next start goes by what stands there: {}",
                    file, e.toString());
        }
    }

    /**
     * A session.
     *
     * @param hash of its id
     * @param token the id of the token that signed in
     * @param opened when
     * @param used when it was used last, to within a few minutes
     */
    record Kept(String hash, String token, Instant opened, Instant used) {
        private static Kept of(JsonObject row) {
            return new Kept(row.text("hash").orElseThrow(), row.text("token").orElseThrow(),
                    Instant.parse(row.text("opened").orElseThrow()), Instant.parse(row.text("used").orElseThrow()));
        }

        private JsonObject json() {
            return JsonObject.builder().put("hash", hash).put("token", token).put("opened", opened.toString())
                    .put("used", used.toString()).build();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.json;

import dev.postern.api.json.JsonObject;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Maps records to objects and back. Components may be text, numbers, truth values, enums (lower case with underscores),
 * {@link java.time.Instant} (RFC 3339 with milliseconds), {@link java.net.URI}, {@code List}, {@code Map<String, …>},
 * other records, {@link dev.postern.api.json.JsonValue} and its kinds, and {@code Optional} or nullable ones of those.
 * Absent is empty or null; empty and null leave no member.
 */
@ProviderType
public interface RecordMapper {

    /**
     * Makes a record of an object that was validated before; defaults are those that {@link Schema#withDefaults} filled
     * in.
     *
     * @throws JsonException when a member does not fit
     */
    <T extends Record> T read(JsonObject object, Class<T> type) throws JsonException;

    /** Makes an object of a record. */
    JsonObject write(Record value);
}

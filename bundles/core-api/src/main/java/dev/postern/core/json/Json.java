// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.json;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import org.osgi.annotation.versioning.ProviderType;

/** Reads JSON strictly, maps records, compiles schemas. Writing is {@link JsonValue#toString()}. */
@ProviderType
public interface Json extends RecordMapper {

    /** The deepest nesting read. */
    int MAX_DEPTH = 64;

    /**
     * Reads one JSON text. Refuses what peers could read differently: duplicate names, nesting beyond
     * {@value #MAX_DEPTH}, lone surrogates (raw or escaped), integers beyond ±(2^53−1), numbers beyond double, empty
     * input, a byte order mark, anything after the value, and bytes that are not UTF-8.
     *
     * @param utf8 the text
     * @throws JsonException what is wrong, and where
     */
    JsonValue parse(byte[] utf8) throws JsonException;

    /** The same for text. */
    JsonValue parse(String text) throws JsonException;

    /**
     * Compiles a schema of JSON Schema 2020-12. References may lead only within the document.
     *
     * @param schema the schema
     * @throws JsonException when it is no valid schema
     */
    Schema schema(JsonObject schema) throws JsonException;

    /** A mapper with a type cache of its own, for records of a plugin: drop it with the plugin's revision. */
    RecordMapper newMapper();
}

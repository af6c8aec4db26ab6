// SPDX-License-Identifier: Apache-2.0
package dev.postern.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.RecordMapper;
import dev.postern.core.json.Schema;
import dev.postern.json.internal.Records;
import dev.postern.json.internal.SchemaCompiler;
import dev.postern.json.internal.TextReader;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The platform's JSON. Parsing loads Jackson's streaming core only; the validator and its libraries are loaded with the
 * first schema, so that short programs which only talk to the gateway never pay for them.
 */
@Component(service = Json.class)
public final class StrictJson implements Json {
    private final TextReader reader = new TextReader();
    private final RecordMapper mapper = new Records();

    /** Ready to use, with or without a framework around it. */
    @Activate
    public StrictJson() {
        // nothing to set up
    }

    @Override
    public JsonValue parse(byte[] utf8) throws JsonException {
        try {
            // A decoder of its own reports; the String constructor would put replacement characters.
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new JsonException("not UTF-8");
        }
    }

    @Override
    public JsonValue parse(String text) throws JsonException {
        return reader.read(text);
    }

    @Override
    public Schema schema(JsonObject schema) throws JsonException {
        return SchemaCompiler.compile(schema);
    }

    @Override
    public <T extends Record> T read(JsonObject object, Class<T> type) throws JsonException {
        return mapper.read(object, type);
    }

    @Override
    public JsonObject write(Record value) {
        return mapper.write(value);
    }

    @Override
    public RecordMapper newMapper() {
        return new Records();
    }
}

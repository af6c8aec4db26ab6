// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.RecordMapper;

/**
 * Maps records by reflection, looked up once a class. What was looked up hangs on the class itself and refers to nothing
 * but classes it can see, so a plugin's class loader goes when the plugin does, even while the mapper stays.
 */
public final class Records implements RecordMapper {
    private final ClassValue<RecordCodec> codecs = new ClassValue<>() {
        @Override
        protected RecordCodec computeValue(Class<?> type) {
            return new Codecs().record(type);
        }
    };

    @Override
    public <T extends Record> T read(JsonObject object, Class<T> type) throws JsonException {
        try {
            return type.cast(codecs.get(type).read(object));
        } catch (Misfit e) {
            throw new JsonException(e.getMessage());
        }
    }

    @Override
    public JsonObject write(Record value) {
        return codecs.get(value.getClass()).write(value);
    }
}

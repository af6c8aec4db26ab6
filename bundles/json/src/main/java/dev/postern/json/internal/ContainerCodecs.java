// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** The codecs of types that hold others. */
final class ContainerCodecs {
    private ContainerCodecs() {}

    record OfOptional(Codec inner) implements Codec {
        @Override
        public Object read(JsonValue value) throws Misfit {
            return Optional.of(inner.read(value));
        }

        @Override
        public @Nullable JsonValue write(Object value) {
            var content = ((Optional<?>) value).orElse(null);
            return content == null ? null : inner.write(content);
        }

        @Override
        public Object absent() {
            return Optional.empty();
        }

        @Override
        public boolean takesNull() {
            return inner.takesNull();
        }
    }

    record OfList(Codec element) implements Codec {
        @Override
        public Object read(JsonValue value) throws Misfit {
            if (!(value instanceof JsonArray(var values))) {
                throw new Misfit("must be an array");
            }
            var list = new ArrayList<>(values.size());
            for (var each : values) {
                try {
                    list.add(element.read(each));
                } catch (Misfit e) {
                    throw e.within(Integer.toString(list.size()));
                }
            }
            return Collections.unmodifiableList(list);
        }

        @Override
        public JsonValue write(Object value) {
            var values = new ArrayList<JsonValue>();
            for (var each : (List<?>) value) {
                values.add(Objects.requireNonNull(element.write(Objects.requireNonNull(each))));
            }
            return new JsonArray(values);
        }
    }

    record OfMap(Codec element) implements Codec {
        @Override
        public Object read(JsonValue value) throws Misfit {
            if (!(value instanceof JsonObject(var members))) {
                throw new Misfit("must be an object");
            }
            var map = LinkedHashMap.<String, Object>newLinkedHashMap(members.size());
            for (var member : members.entrySet()) {
                try {
                    map.put(member.getKey(), element.read(member.getValue()));
                } catch (Misfit e) {
                    throw e.within(member.getKey());
                }
            }
            return Collections.unmodifiableMap(map);
        }

        @Override
        public JsonValue write(Object value) {
            var members = new Members();
            ((Map<?, ?>) value)
                    .forEach((name, each) -> members.add(
                            (String) Objects.requireNonNull(name),
                            Objects.requireNonNull(element.write(Objects.requireNonNull(each)))));
            return new JsonObject(members);
        }
    }
}

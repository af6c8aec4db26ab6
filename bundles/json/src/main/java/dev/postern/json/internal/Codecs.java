// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Finds the codec of a type. Used for one record and all that it contains, then dropped. */
final class Codecs {
    /** Those begun, for records that contain themselves. */
    private final Map<Class<?>, RecordCodec> records = new HashMap<>();

    RecordCodec record(Class<?> type) {
        var known = records.get(type);
        if (known != null) {
            return known;
        }
        var parts = type.getRecordComponents();
        if (parts == null) {
            throw new IllegalArgumentException(type + " is no record");
        }
        try {
            var constructor = type.getDeclaredConstructor(
                    Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            var codec = new RecordCodec(constructor);
            records.put(type, codec);
            codec.components(Arrays.stream(parts).map(this::component).toList());
            return codec;
        } catch (NoSuchMethodException e) {
            throw new LinkageError(type + " has no canonical constructor", e);
        }
    }

    private RecordCodec.Component component(RecordComponent part) {
        var accessor = part.getAccessor();
        accessor.setAccessible(true);
        try {
            return new RecordCodec.Component(part.getName(), accessor, of(part.getGenericType()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    part.getDeclaringRecord().getName() + "." + part.getName() + ": " + e.getMessage(), e);
        }
    }

    private Codec of(Type type) {
        if (type instanceof Class<?> plain) {
            return plain(plain);
        }
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            var raw = generic.getRawType();
            if (raw == Optional.class) {
                return new ContainerCodecs.OfOptional(of(arguments[0]));
            }
            if (raw == List.class) {
                return new ContainerCodecs.OfList(of(arguments[0]));
            }
            if (raw == Map.class && arguments[0] == String.class) {
                return new ContainerCodecs.OfMap(of(arguments[1]));
            }
        }
        throw new IllegalArgumentException("no JSON for " + type);
    }

    private Codec plain(Class<?> type) {
        if (JsonValue.class.isAssignableFrom(type)) {
            return new ScalarCodecs.OfJson(type);
        }
        if (type.isRecord()) {
            return record(type);
        }
        if (type.isEnum()) {
            return new ScalarCodecs.OfEnum(type);
        }
        @Nullable
        Codec scalar = ScalarCodecs.of(type);
        if (scalar == null) {
            throw new IllegalArgumentException("no JSON for " + type);
        }
        return scalar;
    }
}

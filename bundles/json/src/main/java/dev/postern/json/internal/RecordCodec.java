// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** One record class. Its components are set after construction, since records may contain themselves. */
final class RecordCodec implements Codec {
    private final Constructor<?> constructor;
    private List<Component> components = List.of();

    RecordCodec(Constructor<?> constructor) {
        this.constructor = constructor;
    }

    void components(List<Component> all) {
        components = List.copyOf(all);
    }

    @Override
    public Record read(JsonValue value) throws Misfit {
        if (!(value instanceof JsonObject(var members))) {
            throw new Misfit("must be an object");
        }
        var arguments = new @Nullable Object[components.size()];
        for (int i = 0; i < arguments.length; i++) {
            var component = components.get(i);
            arguments[i] = component.read(members.get(component.name));
        }
        try {
            return (Record) constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            // its own message may repeat the value
            throw new Misfit("is no valid " + constructor.getDeclaringClass().getSimpleName());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot make a " + constructor.getDeclaringClass(), e);
        }
    }

    @Override
    public JsonObject write(Object value) {
        var members = new Members();
        for (var component : components) {
            var member = component.write(value);
            if (member != null) {
                members.add(component.name, member);
            }
        }
        return members.size() == 0 ? JsonObject.EMPTY : new JsonObject(members);
    }

    /** One component of the record. */
    record Component(String name, Method accessor, Codec codec) {

        @Nullable
        Object read(@Nullable JsonValue member) throws Misfit {
            try {
                return member == null || member == JsonNull.NULL && !codec.takesNull()
                        ? codec.absent()
                        : codec.read(member);
            } catch (Misfit e) {
                throw e.within(name);
            }
        }

        @Nullable
        JsonValue write(Object owner) {
            try {
                var value = accessor.invoke(owner);
                return value == null ? null : codec.write(value);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("cannot read " + accessor, e);
            }
        }
    }
}

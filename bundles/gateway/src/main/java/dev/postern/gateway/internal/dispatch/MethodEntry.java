// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.dispatch;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.net.URL;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.RecordMapper;
import dev.postern.core.json.Schema;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.protocol.MethodDescriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentServiceObjects;

/**
 * A method that some bundle answers. Its component is made and its schema compiled when it is first asked for: a start
 * pays for nothing that nobody uses.
 */
final class MethodEntry {
    private static final String SCOPE = WireMethod.PREFIX_ + "scope";
    private static final String INLINE = WireMethod.PREFIX_ + "inline";
    private static final String EFFECT = WireMethod.PREFIX_ + "effect";

    private final ComponentServiceObjects<Method<?, ?>> services;
    private final Json json;
    private final Metrics metrics;
    private final String name;
    private final String scope;
    private final boolean inline;
    private final boolean effect;
    private final Map<String, Metrics.Counter> counters = new ConcurrentHashMap<>();
    private volatile @Nullable Ready ready;

    MethodEntry(ComponentServiceObjects<Method<?, ?>> services, Json json, Metrics metrics) {
        this.services = services;
        this.json = json;
        this.metrics = metrics;
        var reference = services.getServiceReference();
        name = String.valueOf(reference.getProperty(WireMethod.NAME));
        // a method that names no scope is for nobody but those who may do everything
        scope = reference.getProperty(SCOPE) instanceof String text ? text : "*";
        inline = Boolean.TRUE.equals(reference.getProperty(INLINE));
        effect = Boolean.TRUE.equals(reference.getProperty(EFFECT));
    }

    String name() {
        return name;
    }

    String scope() {
        return scope;
    }

    boolean inline() {
        return inline;
    }

    boolean effect() {
        return effect;
    }

    ServiceReference<Method<?, ?>> reference() {
        return services.getServiceReference();
    }

    void count(String code) {
        counters.computeIfAbsent(code, ignored -> metrics.counter("postern_requests", "method", name, "code", code))
                .add(1);
    }

    /**
     * What it takes to call it; empty when it just went away.
     *
     * @throws IOException when the bundle carries no descriptor for it
     * @throws JsonException when the descriptor cannot be read
     */
    Optional<Ready> ready() throws IOException, JsonException {
        var known = ready;
        return known != null ? Optional.of(known) : make();
    }

    private synchronized Optional<Ready> make() throws IOException, JsonException {
        var known = ready;
        if (known != null) {
            return Optional.of(known);
        }
        var handler = services.getService();
        if (handler == null) {
            return Optional.empty();
        }
        var made = new Ready(handler, paramsType(handler.getClass()), descriptor().params(), json.newMapper());
        ready = made;
        return Optional.of(made);
    }

    /** The service went away. */
    synchronized void release() {
        var known = ready;
        if (known != null) {
            ready = null;
            try {
                @SuppressWarnings("unchecked")
                var handler = (Method<?, ?>) known.handler();
                services.ungetService(handler);
            } catch (IllegalArgumentException | IllegalStateException gone) {
                // the framework has released it already
            }
        }
    }

    private MethodDescriptor descriptor() throws IOException, JsonException {
        var path = WireMethod.DESCRIPTOR_FOLDER + name + ".json";
        var bundle = reference().getBundle();
        @Nullable
        URL entry = bundle == null ? null : bundle.getEntry(path);
        if (entry == null) {
            throw new IOException("the bundle of method " + name + " carries no " + path);
        }
        try (var in = entry.openStream()) {
            return MethodDescriptor.read(json, in);
        }
    }

    private static Class<? extends Record> paramsType(Class<?> handler) {
        return find(handler).orElseThrow(
                () -> new IllegalStateException(handler + " does not say which records it takes"));
    }

    @SuppressWarnings("unchecked")
    private static Optional<Class<? extends Record>> find(@Nullable Class<?> type) {
        if (type == null) {
            return Optional.empty();
        }
        for (var implemented : type.getGenericInterfaces()) {
            if (implemented instanceof ParameterizedType generic && generic.getRawType() == Method.class
                    && generic.getActualTypeArguments()[0] instanceof Class<?> params) {
                return Optional.of((Class<? extends Record>) params);
            }
        }
        return Arrays.stream(type.getInterfaces())
                .map(MethodEntry::find)
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> find(type.getSuperclass()));
    }

    /** A method that can be called. */
    record Ready(Method<?, ?> handler, Class<? extends Record> paramsType, Schema schema, RecordMapper mapper) {

        @SuppressWarnings("unchecked")
        Record call(JsonObject params, MethodContext context) throws Exception {
            var record = mapper.read(schema.withDefaults(params), paramsType);
            return ((Method<Record, Record>) handler).handle(record, context);
        }
    }
}

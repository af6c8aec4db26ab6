// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** What tests put in place of configurations and services. */
final class Fakes {
    private Fakes() {}

    /** A configuration with these values, and its defaults. */
    static <T> T config(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    /** A service that answers each method with one thing. */
    static <T> T of(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }

    static ModelPrice price(String model, String input, String output) {
        return price(Map.of("model", model, "input", input, "output", output));
    }

    static ModelPrice price(Map<String, Object> values) {
        return new ModelPrice(config(PriceConfig.class, values));
    }

    static LayerText layer(String tenant, String workspace, String text) {
        var values = new HashMap<String, Object>(Map.of("tenant", tenant, "workspace", workspace, "text", text));
        return new LayerText(config(InstructionConfig.class, values), Map.of("service.pid", text));
    }
}

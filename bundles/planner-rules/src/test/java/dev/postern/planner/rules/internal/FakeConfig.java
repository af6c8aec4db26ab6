// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** A configuration annotation made of values. */
final class FakeConfig {
    private FakeConfig() {}

    static <T> T of(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, arguments) -> values.get(method.getName())));
    }
}

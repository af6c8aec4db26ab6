// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.scan;

import java.lang.reflect.Proxy;

import dev.postern.plugins.internal.PluginsConfig;

/** Settings with some kinds refused, and the defaults. */
final class Refusing {
    private Refusing() {}

    static PluginsConfig kinds(String... kinds) {
        return (PluginsConfig) Proxy.newProxyInstance(PluginsConfig.class.getClassLoader(),
                new Class<?>[]{PluginsConfig.class}, (self, method, arguments) -> method.getName().equals(
                        "refused_reach") ? kinds : method.getDefaultValue());
    }
}

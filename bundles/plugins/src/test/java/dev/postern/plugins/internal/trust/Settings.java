// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.trust;

import java.lang.reflect.Proxy;
import java.util.Map;

import dev.postern.plugins.internal.PluginsConfig;

/** Settings as the framework would hand them over. */
final class Settings {
    private Settings() {}

    /** These, by the names of their methods, and the defaults. */
    static PluginsConfig of(Map<String, Object> given) {
        return (PluginsConfig) Proxy.newProxyInstance(PluginsConfig.class.getClassLoader(),
                new Class<?>[]{PluginsConfig.class},
                (self, method, arguments) -> given.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}

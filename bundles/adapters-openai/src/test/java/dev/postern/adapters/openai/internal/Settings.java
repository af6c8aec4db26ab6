// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** The door's settings, defaults where a test gives none. */
final class Settings {
    private Settings() {}

    static DoorConfig config(Map<String, Object> settings) {
        return (DoorConfig) Proxy.newProxyInstance(DoorConfig.class.getClassLoader(), new Class<?>[]{DoorConfig.class},
                (_, method, _) -> settings.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    static Limits limits(Map<String, Object> settings) {
        return Limits.of(config(settings));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** A webhook's settings, defaults where a test gives none. */
final class Configured {
    static final Map<String, Object> STANDARD = Map.of("postern_hook_id", "ci", "postern_surface_name", "webhook.ci",
            "secret", new String[]{"hook-key"}, "text", "{/text}", "peer", "{/from}", "thread", "{/room|lobby}");

    private Configured() {}

    static WebhookConfig of(Map<String, Object> base, Map<String, Object> more) {
        var settings = new HashMap<>(base);
        settings.putAll(more);
        return (WebhookConfig) Proxy.newProxyInstance(WebhookConfig.class.getClassLoader(),
                new Class<?>[]{WebhookConfig.class},
                (proxy, method, arguments) -> settings.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}

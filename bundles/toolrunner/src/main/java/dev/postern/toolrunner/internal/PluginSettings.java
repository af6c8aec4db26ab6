// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plugin's settings for a tenant: the configuration {@code dev.postern.plugin.<id>}, over which the factory
 * configuration {@code dev.postern.plugin.<id>~<tenant>} lies.
 */
final class PluginSettings {
    private static final Logger LOG = LoggerFactory.getLogger(PluginSettings.class);
    private static final String PID = "dev.postern.plugin.";
    /** How keys begin that configuration services put beside the plugin's. */
    private static final List<String> OURS = List.of("service.", ":", "felix.", ".postern.");

    private final ConfigurationAdmin admin;

    PluginSettings(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    JsonObject of(String plugin, String tenant) {
        if (!plugin.matches("[A-Za-z0-9._-]+") || !tenant.matches("[A-Za-z0-9._-]+")) {
            return JsonObject.EMPTY;
        }
        return JsonObject.builder()
                .putAll(read(PID + plugin))
                .putAll(read(PID + plugin + "~" + tenant))
                .build();
    }

    private JsonObject read(String pid) {
        try {
            var found = admin.listConfigurations("(service.pid=" + pid + ")");
            return found == null ? JsonObject.EMPTY : object(found[0]);
        } catch (IOException | InvalidSyntaxException e) {
            LOG.warn("The settings {} cannot be read", pid, e);
            return JsonObject.EMPTY;
        }
    }

    private static JsonObject object(Configuration configuration) {
        // with what configuration plugins add: resolved secrets
        var values = configuration.getProcessedProperties(null);
        var object = JsonObject.builder();
        if (values != null) {
            for (var key : Collections.list(values.keys())) {
                if (OURS.stream().noneMatch(key::startsWith)) {
                    object.put(key, json(values.get(key)));
                }
            }
        }
        return object.build();
    }

    private static JsonValue json(Object value) {
        return switch (value) {
            case Boolean truth -> JsonBoolean.of(truth);
            case Number number -> new JsonNumber(number.doubleValue());
            case Collection<?> list -> new JsonArray(list.stream().map(PluginSettings::json).toList());
            case Object array when array.getClass().isArray() -> {
                var elements = new ArrayList<JsonValue>();
                for (int i = 0; i < Array.getLength(array); i++) {
                    elements.add(json(Array.get(array, i)));
                }
                yield new JsonArray(elements);
            }
            default -> new JsonString(value.toString());
        };
    }
}

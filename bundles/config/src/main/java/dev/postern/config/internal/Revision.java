// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.core.hash.Sha256;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Digests of configurations, over what was configured and not where it came from. */
final class Revision {
    private static final Set<String> LEFT_OUT = Set.of(Constants.SERVICE_PID, ConfigurationAdmin.SERVICE_FACTORYPID,
            ConfigurationAdmin.SERVICE_BUNDLELOCATION, FileConfigurations.FILE);

    private Revision() {}

    static String of(Configuration @Nullable [] configurations) {
        var all = new TreeMap<String, JsonValue>();
        for (var configuration : configurations == null ? new Configuration[0] : configurations) {
            var properties = configuration.getProperties();
            if (properties != null) {
                all.put(configuration.getPid(), object(properties));
            }
        }
        return Sha256.hex(new JsonObject(all).canonical());
    }

    private static JsonObject object(Dictionary<String, Object> properties) {
        var members = new TreeMap<String, JsonValue>();
        for (var key : Collections.list(properties.keys())) {
            if (!LEFT_OUT.contains(key)) {
                members.put(key, value(properties.get(key)));
            }
        }
        return new JsonObject(members);
    }

    /** As text: a number of one type differs from the same number of another to whoever is configured, too. */
    private static JsonValue value(Object value) {
        if (value.getClass().isArray()) {
            List<JsonValue> values = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                values.add(value(Array.get(value, i)));
            }
            return new JsonArray(values);
        }
        return new JsonString(value.getClass().getSimpleName() + " " + value);
    }
}

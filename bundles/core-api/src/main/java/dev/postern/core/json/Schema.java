// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.json;

import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import org.osgi.annotation.versioning.ProviderType;

/** A compiled JSON Schema. Safe for use by any thread. */
@ProviderType
public interface Schema {

    /** What breaks the schema, at most 20 places; empty when nothing does. */
    List<Violation> validate(JsonValue value);

    /** The object with the schema's defaults in place of absent members, at every depth. */
    JsonObject withDefaults(JsonObject object);

    /**
     * A place that breaks a rule.
     *
     * @param path JSON pointer to the place
     * @param rule the schema keyword, for example {@code maximum}
     * @param message what the rule is, without the offending value
     */
    record Violation(String path, String rule, String message) {}
}

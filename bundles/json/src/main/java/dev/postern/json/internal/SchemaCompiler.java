// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import dev.postern.api.json.JsonObject;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.Schema;
import tools.jackson.databind.JsonNode;

/**
 * Compiles schemas with networknt's validator. Plugins bring schemas, so none is trusted: each has a registry of its own
 * that loads nothing, is checked against the meta-schema first, and is bounded in steps and in the work of its regular
 * expressions.
 */
public final class SchemaCompiler {
    /** Keywords evaluated for one instance, at most; the largest frame with the largest schema of ours needs far less. */
    private static final long MAX_STEPS = 2_000_000;
    /** Schemas within schemas for one instance: recursion through {@code $ref} ends here. */
    private static final int MAX_DEPTH = 256;

    static final ExecutionConfig LIMITS = ExecutionConfig.builder()
            .formatAssertionsEnabled(true)
            .maxEvaluationSteps(MAX_STEPS)
            .maxEvaluationDepth(MAX_DEPTH)
            .build();

    private SchemaCompiler() {}

    /** Compiles one schema. */
    public static Schema compile(JsonObject schema) throws JsonException {
        SchemaRules.check(schema);
        var node = Nodes.of(schema);
        try {
            var broken = new Violations();
            broken.collect(MetaSchema.INSTANCE, node);
            for (var violation : broken.found()) {
                throw new JsonException(
                        "no valid schema: " + (violation.path() + " " + violation.message()).strip());
            }
            return new CompiledSchema(registry().getSchema(node), Defaults.of(schema));
        } catch (SchemaException e) {
            throw new JsonException("no valid schema: " + e.getMessage());
        }
    }

    private static SchemaRegistry registry() {
        return SchemaRegistry.withDialect(
                Dialects.getDraft202012(),
                builder -> builder.schemaCacheEnabled(false)
                        .schemaLoader(loader -> loader.block(anything -> true))
                        .schemaRegistryConfig(config()));
    }

    private static SchemaRegistryConfig config() {
        return SchemaRegistryConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .formatAssertionsEnabled(true)
                .regularExpressionFactory(BoundedPattern::new)
                .preloadSchema(true)
                .build();
    }

    /** The schema of schemas, from the validator's own jar; loaded with the first schema. */
    private static final class MetaSchema {
        static final com.networknt.schema.Schema INSTANCE = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaLoader(loader -> loader.allow(
                        iri -> iri.toString().startsWith("https://json-schema.org/draft/2020-12/")
                                || iri.toString().startsWith("classpath:")))
                        .schemaRegistryConfig(config()))
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    }

    /** A compiled schema and the defaults found in it. */
    private record CompiledSchema(com.networknt.schema.Schema rules, Defaults defaults) implements Schema {
        @Override
        public java.util.List<Violation> validate(dev.postern.api.json.JsonValue value) {
            var violations = new Violations();
            JsonNode node = Nodes.of(value);
            violations.collect(rules, node);
            return violations.found();
        }

        @Override
        public JsonObject withDefaults(JsonObject object) {
            return defaults.fill(object);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;

import dev.postern.api.json.JsonObject;

/** The descriptor of a wire method. */
final class MethodDescription {
    static final String NAME = "[a-z]+(\\.[a-zA-Z]+)+";
    private static final String METHOD = "dev.postern.core.wire.Method";

    private final ProcessingEnvironment environment;
    private final TypeElement component;
    private final Annotation definition;

    MethodDescription(ProcessingEnvironment environment, TypeElement component, Annotation definition) {
        this.environment = environment;
        this.component = component;
        this.definition = definition;
    }

    JsonObject write() throws Misuse {
        var name = definition.text("name");
        if (!name.matches(NAME)) {
            throw new Misuse(component, "a method's name is area.verb, and this is " + name);
        }
        if (!definition.text("scope").matches("any|[a-z]+:[a-z]+")) {
            throw new Misuse(component, "a scope is any or area:right, and this is " + definition.text("scope"));
        }
        var records = TypeArguments.records(environment, component, METHOD);
        return JsonObject.builder()
                .put("name", name)
                .put("scope", definition.text("scope"))
                .put("description", definition.text("description"))
                .put("inline", definition.flag("inline"))
                .put("effect", definition.flag("effect"))
                .put("component", component.getQualifiedName().toString())
                .put("params", RecordSchema.of(records.get(0), true))
                .put("result", RecordSchema.of(records.get(1), false))
                .build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;

import dev.postern.api.json.JsonObject;

/** The descriptor of a method that nodes answer: unknown members are refused in neither direction, so that both may grow. */
final class NodeMethodDescription {
    private static final String REQUEST = "dev.postern.core.wire.NodeRequest";

    private NodeMethodDescription() {}

    static JsonObject write(ProcessingEnvironment environment, TypeElement type, Annotation definition) throws Misuse {
        var name = definition.text("name");
        if (!name.matches(MethodDescription.NAME)) {
            throw new Misuse(type, "a method's name is area.verb, and this is " + name);
        }
        var records = TypeArguments.records(environment, type, REQUEST);
        return JsonObject.builder()
                .put("name", name)
                .put("description", definition.text("description"))
                .put("params", RecordSchema.of(records.get(0), false))
                .put("result", RecordSchema.of(records.get(1), false))
                .build();
    }
}

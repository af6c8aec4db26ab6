// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/** Which records a record is made of. */
final class RecordTypes {
    private RecordTypes() {}

    /** How often each record occurs in the components of this one and of all below, itself counted once. */
    static Map<TypeElement, Integer> uses(TypeElement root) {
        var uses = new LinkedHashMap<TypeElement, Integer>();
        count(root, uses);
        return uses;
    }

    private static void count(TypeElement record, Map<TypeElement, Integer> uses) {
        if (uses.merge(record, 1, Integer::sum) == 1) {
            for (var component : ElementFilter.recordComponentsIn(record.getEnclosedElements())) {
                inside(component.asType()).ifPresent(below -> count(below, uses));
            }
        }
    }

    /** The record that a component's type is, or is a list, map or Optional of. */
    static Optional<TypeElement> inside(TypeMirror type) {
        if (!(type instanceof DeclaredType declared)) {
            return Optional.empty();
        }
        var element = (TypeElement) declared.asElement();
        if (element.getKind() == ElementKind.RECORD) {
            return element.getQualifiedName().toString().startsWith("dev.postern.api.json.")
                    ? Optional.empty()
                    : Optional.of(element);
        }
        var arguments = declared.getTypeArguments();
        return arguments.isEmpty() ? Optional.empty() : inside(arguments.getLast());
    }

    static boolean isOptional(TypeMirror type) {
        return is(type, "java.util.Optional");
    }

    static boolean is(TypeMirror type, String name) {
        return type instanceof DeclaredType declared
                && ((TypeElement) declared.asElement()).getQualifiedName().contentEquals(name);
    }
}

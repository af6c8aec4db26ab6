// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;

/** Finds the records that a class gives to a generic interface, however far up it implements it. */
final class TypeArguments {
    private TypeArguments() {}

    static List<TypeElement> records(ProcessingEnvironment environment, TypeElement component, String generic)
            throws Misuse {
        var found = find(environment, component.asType(), generic)
                .orElseThrow(() -> new Misuse(component, component.getSimpleName() + " must implement " + generic));
        var records = new ArrayList<TypeElement>();
        for (var argument : found.getTypeArguments()) {
            if (argument instanceof DeclaredType declared
                    && declared.asElement().getKind() == ElementKind.RECORD) {
                records.add((TypeElement) declared.asElement());
            } else {
                throw new Misuse(component, generic + " takes records, and " + argument + " is none");
            }
        }
        if (records.size() != 2) {
            throw new Misuse(component, generic + " needs its two records as type arguments");
        }
        return records;
    }

    /** Whether the class implements the interface. */
    static boolean implementing(ProcessingEnvironment environment, TypeElement component, String generic) {
        return find(environment, component.asType(), generic).isPresent();
    }

    private static Optional<DeclaredType> find(ProcessingEnvironment environment, TypeMirror type, String generic) {
        if (type instanceof DeclaredType declared
                && ((TypeElement) declared.asElement()).getQualifiedName().contentEquals(generic)) {
            return Optional.of(declared);
        }
        for (var above : environment.getTypeUtils().directSupertypes(type)) {
            var found = find(environment, above, generic);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/** Finds the components that hold secrets, as the pointers by which they are redacted. */
final class SecretPaths {
    private final List<String> paths = new ArrayList<>();
    private final Deque<TypeElement> open = new ArrayDeque<>();

    private SecretPaths() {}

    /** JSON pointers; a step {@code *} stands for every element of a list or member of a map. */
    static List<String> of(TypeElement root) throws Misuse {
        var secrets = new SecretPaths();
        secrets.visit(root, "");
        return List.copyOf(secrets.paths);
    }

    private void visit(TypeElement record, String path) throws Misuse {
        open.push(record);
        for (var component : components(record)) {
            var here = path + "/" + component.getSimpleName();
            if (isSecret(component)) {
                paths.add(here);
                continue;
            }
            var below = RecordTypes.inside(component.asType());
            if (below.isEmpty()) {
                continue;
            }
            if (!open.contains(below.get())) {
                visit(below.get(), here + steps(component.asType()));
            } else if (holdsSecret(below.get())) {
                throw new Misuse(
                        component,
                        "a record that contains itself cannot hold a secret: no pointer reaches every depth");
            }
        }
        open.pop();
    }

    private static boolean holdsSecret(TypeElement record) {
        return RecordTypes.uses(record).keySet().stream()
                .flatMap(below -> components(below).stream())
                .anyMatch(SecretPaths::isSecret);
    }

    private static String steps(TypeMirror type) {
        var declared = (DeclaredType) type;
        if (declared.getTypeArguments().isEmpty()) {
            return "";
        }
        return (RecordTypes.isOptional(type) ? "" : "/*") + steps(declared.getTypeArguments().getLast());
    }

    private static boolean isSecret(RecordComponentElement component) {
        return Annotation.find(component, Constraints.PACKAGE + "Secret").isPresent();
    }

    private static List<RecordComponentElement> components(TypeElement record) {
        return ElementFilter.recordComponentsIn(record.getEnclosedElements());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.AnnotatedConstruct;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;

/** An annotation's values with its defaults, read as source: nothing of it needs to be on the processor's class path. */
final class Annotation {
    private final Map<String, Object> values = new HashMap<>();

    private Annotation(AnnotationMirror mirror) {
        var type = (TypeElement) mirror.getAnnotationType().asElement();
        for (ExecutableElement member : ElementFilter.methodsIn(type.getEnclosedElements())) {
            if (member.getDefaultValue() != null) {
                values.put(member.getSimpleName().toString(), member.getDefaultValue().getValue());
            }
        }
        mirror.getElementValues()
                .forEach((member, value) -> values.put(member.getSimpleName().toString(), value.getValue()));
    }

    /** The annotation, which must be there. */
    static Annotation on(AnnotatedConstruct annotated, String name) {
        return find(annotated, name).orElseThrow();
    }

    /** The annotation, if it is there. */
    static Optional<Annotation> find(AnnotatedConstruct annotated, String name) {
        for (var mirror : annotated.getAnnotationMirrors()) {
            if (mirror.getAnnotationType().toString().equals(name)) {
                return Optional.of(new Annotation(mirror));
            }
        }
        return Optional.empty();
    }

    /** Whether any annotation of that simple name is there. */
    static boolean has(AnnotatedConstruct annotated, String simpleName) {
        return annotated.getAnnotationMirrors().stream()
                .anyMatch(mirror -> mirror.getAnnotationType().asElement().getSimpleName().contentEquals(simpleName));
    }

    String text(String member) {
        return String.valueOf(values.get(member));
    }

    long number(String member) {
        return values.get(member) instanceof Number number ? number.longValue() : 0;
    }

    double real(String member) {
        return values.get(member) instanceof Number number ? number.doubleValue() : 0;
    }

    boolean flag(String member) {
        return Boolean.TRUE.equals(values.get(member));
    }

    /** An enum constant's name. */
    String constant(String member) {
        return values.get(member) instanceof VariableElement constant
                ? constant.getSimpleName().toString()
                : "";
    }

    List<String> texts(String member) {
        return values.get(member) instanceof List<?> list
                ? list.stream()
                        .map(value -> String.valueOf(((AnnotationValue) value).getValue()))
                        .toList()
                : List.of();
    }
}

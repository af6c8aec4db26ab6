// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;

import dev.postern.api.json.JsonObject;

/**
 * Writes {@code POSTERN-INF/tools/<name>-<version>.json} for each class with {@code @ToolDefinition},
 * {@code POSTERN-INF/methods/<name>.json} for each with {@code @WireMethod}, {@code POSTERN-INF/nodes/<name>.json} for each
 * with {@code @NodeMethod}, {@code POSTERN-INF/records/<name>.json} for each record with {@code @WireRecord}, and
 * {@code POSTERN-INF/documents/<name>.json} for each with {@code @DocumentRecord}. What it cannot describe is a compile error
 * at the place that is wrong.
 *
 * <p>Each file follows from one class and what that refers to, and names it as its origin, so that incremental builds keep
 * and drop the right ones.
 */
public final class PosternProcessor extends AbstractProcessor {
    private static final String TOOL = "dev.postern.api.tool.ToolDefinition";
    private static final String PLUGIN = "dev.postern.api.plugin.PosternPlugin";
    private static final String METHOD = "dev.postern.core.wire.WireMethod";
    private static final String NODE_METHOD = "dev.postern.core.wire.NodeMethod";
    private static final String RECORD = "dev.postern.protocol.WireRecord";
    private static final String DOCUMENT = "dev.postern.core.json.DocumentRecord";

    private final Set<String> written = new HashSet<>();

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of(TOOL, PLUGIN, METHOD, NODE_METHOD, RECORD, DOCUMENT);
    }

    @Override
    public Set<String> getSupportedOptions() {
        return Set.of(Baseline.OPTION);
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        for (var annotation : annotations) {
            var name = annotation.getQualifiedName().toString();
            for (var element : round.getElementsAnnotatedWith(annotation)) {
                try {
                    if (name.equals(PLUGIN)) {
                        new PluginCheck(element, Annotation.on(element, PLUGIN)).check();
                    } else {
                        describe((TypeElement) element, name);
                    }
                } catch (Misuse wrong) {
                    processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, wrong.text(), wrong.where());
                }
            }
        }
        return false;
    }

    private void describe(TypeElement type, String annotation) throws Misuse {
        var definition = Annotation.on(type, annotation);
        switch (annotation) {
            case TOOL -> {
                var descriptor = new ToolDescription(processingEnv, type, definition).write();
                Baseline.check(processingEnv.getOptions(), type, descriptor);
                write(
                        type,
                        "POSTERN-INF/tools/" + descriptor.text("name").orElseThrow() + "-"
                                + descriptor.text("version").orElseThrow() + ".json",
                        descriptor);
            }
            case METHOD -> {
                var descriptor = new MethodDescription(processingEnv, type, definition).write();
                write(type, "POSTERN-INF/methods/" + descriptor.text("name").orElseThrow() + ".json", descriptor);
            }
            case NODE_METHOD -> {
                var descriptor = NodeMethodDescription.write(processingEnv, type, definition);
                write(type, "POSTERN-INF/nodes/" + descriptor.text("name").orElseThrow() + ".json", descriptor);
            }
            case DOCUMENT -> write(type, "POSTERN-INF/documents/" + definition.text("value") + ".json",
                    RecordDescription.document(type));
            default -> {
                var schema = RecordDescription.write(type, definition);
                for (var name : definition.texts("value")) {
                    write(type, "POSTERN-INF/records/" + name + ".json", schema);
                }
            }
        }
    }

    private void write(TypeElement component, String path, JsonObject descriptor) throws Misuse {
        if (!written.add(path)) {
            throw new Misuse(component, "another class of this bundle has the same name and version: " + path);
        }
        try {
            var file = processingEnv.getFiler().createResource(StandardLocation.CLASS_OUTPUT, "", path, component);
            try (var out = file.openOutputStream()) {
                out.write((descriptor + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new Misuse(component, "cannot write " + path + ": " + e.getMessage());
        }
    }
}

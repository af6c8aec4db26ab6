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
 * Writes {@code POSTERN-INF/tools/<name>-<version>.json} for each class with {@code @ToolDefinition}, and
 * {@code POSTERN-INF/methods/<name>.json} for each with {@code @WireMethod}. What it cannot describe is a compile error at
 * the place that is wrong.
 */
public final class PosternProcessor extends AbstractProcessor {
    private static final String TOOL = "dev.postern.api.tool.ToolDefinition";
    private static final String METHOD = "dev.postern.core.wire.WireMethod";

    private final Set<String> written = new HashSet<>();

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of(TOOL, METHOD);
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        for (var annotation : annotations) {
            boolean tool = annotation.getQualifiedName().contentEquals(TOOL);
            for (var element : round.getElementsAnnotatedWith(annotation)) {
                try {
                    describe((TypeElement) element, tool);
                } catch (Misuse wrong) {
                    processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, wrong.text(), wrong.where());
                }
            }
        }
        return false;
    }

    private void describe(TypeElement component, boolean tool) throws Misuse {
        if (tool) {
            var descriptor = new ToolDescription(processingEnv, component, Annotation.on(component, TOOL)).write();
            write(
                    component,
                    "POSTERN-INF/tools/" + descriptor.text("name").orElseThrow() + "-"
                            + descriptor.text("version").orElseThrow() + ".json",
                    descriptor);
        } else {
            var descriptor = new MethodDescription(processingEnv, component, Annotation.on(component, METHOD)).write();
            write(component, "POSTERN-INF/methods/" + descriptor.text("name").orElseThrow() + ".json", descriptor);
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

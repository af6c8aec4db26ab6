// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import javax.lang.model.element.TypeElement;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.toolversions.Release;

/** The release before, whose tools this build's are held against: the jar that {@code -Apostern.baseline=FILE} names. */
final class Baseline {
    static final String OPTION = "postern.baseline";
    private static final String FOLDER = "POSTERN-INF/tools/";

    private Baseline() {}

    /** Refuses a tool that changed more than its version says. */
    static void check(Map<String, String> options, TypeElement component, JsonObject descriptor) throws Misuse {
        String file = options.get(OPTION);
        if (file != null) {
            var breach = read(component, file).breach(descriptor);
            if (breach.isPresent()) {
                throw new Misuse(component, breach.get() + " (" + OPTION + " is " + file + ")");
            }
        }
    }

    private static Release read(TypeElement component, String file) throws Misuse {
        List<JsonObject> tools = new ArrayList<>();
        try (var jar = new JarFile(Path.of(file).toFile())) {
            for (var entry : jar.stream().toList()) {
                if (entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".json")) {
                    try (var in = jar.getInputStream(entry)) {
                        tools.add((JsonObject) JsonValue
                                .parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
                    }
                }
            }
        } catch (IOException | JsonFormatException unreadable) {
            throw new Misuse(component, OPTION + " names the jar of the release before, and " + file
                    + " cannot be read: " + unreadable.getMessage());
        }
        return new Release(tools);
    }
}

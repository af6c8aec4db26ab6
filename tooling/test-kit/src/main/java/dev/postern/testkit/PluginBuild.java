// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Manifest;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.plugin.PosternPlugin;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.config.internal.MetatypeFile;
import dev.postern.core.access.Grants;
import org.apache.felix.utils.resource.ResourceBuilder;
import org.osgi.framework.BundleException;

/**
 * A plugin as its build left it, in {@code target/classes} or in a jar: what it asks for, the descriptors of its tools, and
 * its settings.
 *
 * @param grants what the manifest asks for
 * @param tools what the processor wrote
 * @param symbolicName of its bundle
 * @param settings what its metatype describes
 */
record PluginBuild(Grants grants, List<ToolFile> tools, String symbolicName, List<MetatypeFile.Settings> settings) {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    /** The build that a class came from. */
    static PluginBuild of(Class<?> type) {
        return at(location(type));
    }

    static PluginBuild at(Path place) {
        try {
            if (Files.isDirectory(place)) {
                return read(place, place);
            }
            try (var jar = FileSystems.newFileSystem(place)) {
                return read(jar.getPath("/"), place);
            }
        } catch (IOException | JsonFormatException | BundleException unreadable) {
            throw new AssertionError("the plugin in " + place + " cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    static Path location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The descriptor of a tool that is a component. */
    ToolFile tool(Class<?> component) {
        return tools.stream().filter(tool -> tool.component().equals(component.getName())).findFirst()
                .orElseThrow(() -> new AssertionError("there is no descriptor of " + component.getName() + " below "
                        + ToolDefinition.DESCRIPTOR_FOLDER
                        + ": it needs @ToolDefinition, and the plugin processor on the compiler's processor path"));
    }

    private static PluginBuild read(Path root, Path place) throws IOException, JsonFormatException, BundleException {
        var file = root.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new AssertionError(place + " has no " + MANIFEST + ": bnd-maven-plugin writes it, so build with Maven"
                    + " before you test elsewhere");
        }
        var headers = headers(file);
        return new PluginBuild(Grants.of(capability(headers, place)), tools(root),
                headers.getOrDefault("Bundle-SymbolicName", "").split(";", 2)[0].strip(), settings(root));
    }

    private static Map<String, String> headers(Path file) throws IOException {
        var headers = new HashMap<String, String>();
        try (InputStream in = Files.newInputStream(file)) {
            new Manifest(in).getMainAttributes()
                    .forEach((name, value) -> headers.put(name.toString(), value.toString()));
        }
        return headers;
    }

    private static Map<String, Object> capability(Map<String, String> headers, Path place) throws BundleException {
        if (!headers.containsKey("Bundle-SymbolicName")) {
            throw new AssertionError(place + " is no bundle: its manifest has no Bundle-SymbolicName");
        }
        var found = ResourceBuilder.build("", headers).getCapabilities(PosternPlugin.CAPABILITY);
        if (found.size() != 1) {
            throw new AssertionError(place + " has " + found.size() + " capabilities " + PosternPlugin.CAPABILITY
                    + " where one must be: put @PosternPlugin on one type or package");
        }
        return found.getFirst().getAttributes();
    }

    private static List<MetatypeFile.Settings> settings(Path root) throws IOException {
        var folder = root.resolve("OSGI-INF/metatype");
        var settings = new ArrayList<MetatypeFile.Settings>();
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                for (var file : files.filter(each -> each.toString().endsWith(".xml")).sorted().toList()) {
                    try (InputStream in = Files.newInputStream(file)) {
                        settings.addAll(MetatypeFile.read(in));
                    }
                }
            }
        }
        return List.copyOf(settings);
    }

    private static List<ToolFile> tools(Path root) throws IOException, JsonFormatException {
        var folder = root.resolve(ToolDefinition.DESCRIPTOR_FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var tools = new ArrayList<ToolFile>();
        try (var files = Files.list(folder)) {
            for (var file : files.sorted().toList()) {
                if (JsonValue.parse(Files.readString(file)) instanceof JsonObject object) {
                    tools.add(ToolFile.of(object));
                }
            }
        }
        return List.copyOf(tools);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.core.hash.Sha256;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.plugin.PluginException;
import dev.postern.plugins.internal.PluginJar.ToolFile;
import dev.postern.toolversions.Step;
import org.osgi.resource.Resource;

/** Reads the descriptors of a bundle's tools, and holds them against the capabilities in its manifest. */
final class ToolFiles {
    private final Json json;

    ToolFiles(Json json) {
        this.json = json;
    }

    /**
     * The descriptors in the bundle, by name and version.
     *
     * @throws PluginException code {@code bad_descriptor} when one cannot be read
     */
    List<JsonObject> descriptors(ZipFile zip) throws IOException, PluginException {
        var tools = new TreeMap<String, JsonObject>();
        for (ZipEntry entry : zip.stream().toList()) {
            String file = entry.getName();
            if (file.startsWith(ToolDefinition.DESCRIPTOR_FOLDER) && file.endsWith(".json")) {
                JsonObject descriptor = read(zip, entry);
                tools.put(tool(descriptor).label(), descriptor);
            }
        }
        return List.copyOf(tools.values());
    }

    /**
     * What the bundle declares, in the order of its descriptors.
     *
     * @throws PluginException code {@code bad_descriptor} when files and manifest do not say the same
     */
    static List<ToolFile> declared(List<JsonObject> descriptors, Resource resource) throws PluginException {
        var tools = descriptors.stream().map(ToolFiles::tool).toList();
        var declared = new ArrayList<String>();
        for (var capability : resource.getCapabilities(ToolDefinition.CAPABILITY)) {
            declared.add(capability.getAttributes().get(ToolDefinition.CAPABILITY) + "@"
                    + capability.getAttributes().get("version"));
        }
        declared.sort(Comparator.naturalOrder());
        var described = tools.stream().map(ToolFile::label).toList();
        if (!declared.equals(described)) {
            throw new PluginException("bad_descriptor",
                    "its manifest declares the tools " + declared + ", its folder " + ToolDefinition.DESCRIPTOR_FOLDER
                            + " describes " + described
                            + "; put the plugin-processor on the annotation processor path of the build",
                    null);
        }
        return tools;
    }

    private static ToolFile tool(JsonObject descriptor) {
        return new ToolFile(descriptor.text("name").orElseThrow(), descriptor.text("version").orElseThrow(),
                Sha256.hex(descriptor.canonical()));
    }

    private JsonObject read(ZipFile zip, ZipEntry entry) throws IOException, PluginException {
        byte[] bytes;
        try (InputStream in = zip.getInputStream(entry)) {
            bytes = in.readAllBytes();
        }
        try {
            if (json.parse(bytes) instanceof JsonObject descriptor && descriptor.text("name").isPresent()
                    && descriptor.text("version").isPresent()) {
                Step.check(descriptor.text("version").get());
                return descriptor;
            }
        } catch (JsonException | IllegalArgumentException malformed) {
            throw new PluginException("bad_descriptor", entry.getName() + " cannot be read: " + malformed.getMessage(),
                    malformed);
        }
        throw new PluginException("bad_descriptor", entry.getName() + " has no name or no version", null);
    }
}

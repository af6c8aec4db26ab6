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
import org.osgi.resource.Resource;

/** Reads the descriptors of a bundle's tools, and holds them against the capabilities in its manifest. */
final class ToolFiles {
    private final Json json;

    ToolFiles(Json json) {
        this.json = json;
    }

    /**
     * What the bundle declares, by name and version.
     *
     * @throws PluginException code {@code bad_descriptor} when files and manifest do not say the same
     */
    List<ToolFile> read(ZipFile zip, Resource resource) throws IOException, PluginException {
        var tools = new TreeMap<String, ToolFile>();
        for (ZipEntry entry : zip.stream().toList()) {
            String file = entry.getName();
            if (file.startsWith(ToolDefinition.DESCRIPTOR_FOLDER) && file.endsWith(".json")) {
                ToolFile tool = read(zip, entry);
                tools.put(tool.label(), tool);
            }
        }
        var declared = new ArrayList<String>();
        for (var capability : resource.getCapabilities(ToolDefinition.CAPABILITY)) {
            declared.add(capability.getAttributes().get(ToolDefinition.CAPABILITY) + "@"
                    + capability.getAttributes().get("version"));
        }
        declared.sort(Comparator.naturalOrder());
        if (!declared.equals(List.copyOf(tools.keySet()))) {
            throw new PluginException("bad_descriptor",
                    "its manifest declares the tools " + declared + ", its folder " + ToolDefinition.DESCRIPTOR_FOLDER
                            + " describes " + tools.keySet()
                            + "; put the plugin-processor on the annotation processor path of the build",
                    null);
        }
        return List.copyOf(tools.values());
    }

    private ToolFile read(ZipFile zip, ZipEntry entry) throws IOException, PluginException {
        byte[] bytes;
        try (InputStream in = zip.getInputStream(entry)) {
            bytes = in.readAllBytes();
        }
        try {
            if (json.parse(bytes) instanceof JsonObject descriptor && descriptor.text("name").isPresent()
                    && descriptor.text("version").isPresent()) {
                return new ToolFile(descriptor.text("name").get(), descriptor.text("version").get(),
                        Sha256.hex(descriptor.canonical()));
            }
        } catch (JsonException malformed) {
            throw new PluginException("bad_descriptor", entry.getName() + " cannot be read: " + malformed.getMessage(),
                    malformed);
        }
        throw new PluginException("bad_descriptor", entry.getName() + " has no name or no version", null);
    }
}

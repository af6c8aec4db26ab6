// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonObject;
import dev.postern.core.plugin.BundleIdentity;
import org.osgi.resource.Resource;

/**
 * A plugin's file as it was read without running any of it.
 *
 * @param id the plugin's id
 * @param title its name for people
 * @param symbolicName its bundle's symbolic name
 * @param version its bundle's version
 * @param sha256 of the file, hex
 * @param tools what it declares
 * @param descriptors of these tools
 * @param attributes of its capability {@code dev.postern.plugin}
 * @param imports header clauses, for messages
 * @param resource requirements and capabilities, for the dry resolve
 */
record PluginJar(
        String id,
        String title,
        String symbolicName,
        String version,
        String sha256,
        List<ToolFile> tools,
        List<JsonObject> descriptors,
        Map<String, Object> attributes,
        Map<String, String> imports,
        Resource resource) {

    /** {@code <symbolic name>/<version>/<sha256>}. */
    String bundle() {
        return new BundleIdentity(symbolicName, version, sha256).toString();
    }

    /**
     * A declared tool.
     *
     * @param name its name
     * @param version its version
     * @param digest SHA-256 of its descriptor in canonical form, hex
     */
    public record ToolFile(String name, String version, String digest) {
        /** {@code <name>@<version>}. */
        String label() {
            return name + "@" + version;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

import dev.postern.api.json.JsonObject;
import dev.postern.api.plugin.PosternPlugin;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.ZipCheck;
import dev.postern.plugins.internal.Staging.StagedFile;
import org.apache.felix.utils.manifest.Clause;
import org.apache.felix.utils.resource.ResourceBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.resource.Resource;

/** Reads a plugin's file and judges it by its manifest, without running any of it. */
final class JarReader {
    /** The first Java that knows multi-release jars. */
    private static final int FIRST_MULTI_RELEASE = 9;
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");
    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    private final HeaderRules rules;
    private final ZipCheck zipCheck;
    private final ToolFiles toolFiles;

    JarReader(HeaderRules rules, ZipCheck zipCheck, ToolFiles toolFiles) {
        this.rules = rules;
        this.zipCheck = zipCheck;
        this.toolFiles = toolFiles;
    }

    /**
     * Reads it.
     *
     * @param platform packages that the gateway exports
     * @throws PluginException the first rule that it breaks
     */
    PluginJar read(StagedFile staged, Set<String> platform) throws IOException, PluginException {
        try (var zip = new ZipFile(staged.file().toFile())) {
            zipCheck.check(zip);
            Map<String, String> headers = headers(zip);
            Clause name = symbolicName(headers);
            String version = version(headers);
            Resource resource = resource(headers);
            Map<String, Object> plugin = plugin(resource);
            String id = String.valueOf(plugin.get(PosternPlugin.CAPABILITY));
            rules.check(headers, packages(zip), platform);
            Object title = plugin.get("title");
            List<JsonObject> descriptors = toolFiles.descriptors(zip);
            return new PluginJar(id, title == null ? id : title.toString(), name.getName(), version, staged.sha256(),
                    ToolFiles.declared(descriptors, resource), descriptors, plugin, imports(headers), resource);
        } catch (ZipException broken) {
            throw new PluginException("not_a_bundle", "it is no jar file, or not all of one", broken);
        }
    }

    /** The descriptors in the file of a plugin that was read before. */
    List<JsonObject> descriptors(Path jar) throws IOException, PluginException {
        try (var zip = new ZipFile(jar.toFile())) {
            return toolFiles.descriptors(zip);
        }
    }

    /** What the file of a plugin that was read before declares as one. */
    Map<String, Object> attributes(Path jar) throws IOException, PluginException {
        try (var zip = new ZipFile(jar.toFile())) {
            return plugin(resource(headers(zip)));
        }
    }

    private static Map<String, String> headers(ZipFile zip) throws IOException, PluginException {
        ZipEntry entry = zip.getEntry("META-INF/MANIFEST.MF");
        if (entry == null) {
            throw new PluginException("not_a_bundle", "it has no META-INF/MANIFEST.MF", null);
        }
        Map<String, String> headers = headers(zip, entry);
        if (!"2".equals(headers.get(Constants.BUNDLE_MANIFESTVERSION))) {
            throw new PluginException("not_a_bundle",
                    "its manifest does not say Bundle-ManifestVersion: 2; build it with bnd-maven-plugin", null);
        }
        if ("true".equals(headers.get(Attributes.Name.MULTI_RELEASE.toString()))) {
            supplement(headers, zip);
        }
        return headers;
    }

    /** What a multi-release bundle needs on this Java, in place of what it needs on others (OSGi Core 8, 3.2.6). */
    private static void supplement(Map<String, String> headers, ZipFile zip) throws IOException, PluginException {
        for (int java = Runtime.version().feature(); java >= FIRST_MULTI_RELEASE; java--) {
            ZipEntry entry = zip.getEntry("META-INF/versions/" + java + "/OSGI-INF/MANIFEST.MF");
            if (entry != null) {
                Map<String, String> instead = headers(zip, entry);
                for (String header : List.of(Constants.IMPORT_PACKAGE, Constants.REQUIRE_CAPABILITY)) {
                    headers.computeIfAbsent(header, instead::get);
                    headers.computeIfPresent(header, (name, value) -> instead.getOrDefault(name, value));
                }
                return;
            }
        }
    }

    private static Map<String, String> headers(ZipFile zip, ZipEntry entry) throws IOException, PluginException {
        // capital letters in a name mean nothing to the framework, so a rule must not miss one for their sake
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        try (InputStream in = zip.getInputStream(entry)) {
            Attributes attributes = new Manifest(in).getMainAttributes();
            attributes.forEach((header, value) -> headers.put(header.toString(), value.toString()));
        } catch (IOException | IllegalArgumentException malformed) {
            throw new PluginException("not_a_bundle", "its manifest cannot be read: " + malformed.getMessage(),
                    malformed);
        }
        return headers;
    }

    private static Clause symbolicName(Map<String, String> headers) throws PluginException {
        List<Clause> names = HeaderRules.clauses(headers, Constants.BUNDLE_SYMBOLICNAME);
        if (names.size() != 1 || !SYMBOLIC_NAME.matcher(names.getFirst().getName()).matches()) {
            throw new PluginException("not_a_bundle", "it has no valid Bundle-SymbolicName", null);
        }
        return names.getFirst();
    }

    private static String version(Map<String, String> headers) throws PluginException {
        @Nullable
        String text = headers.get(Constants.BUNDLE_VERSION);
        try {
            return Version.parseVersion(text).toString();
        } catch (IllegalArgumentException malformed) {
            throw new PluginException("not_a_bundle", "its Bundle-Version " + text + " is none", malformed);
        }
    }

    private static Resource resource(Map<String, String> headers) throws PluginException {
        try {
            return ResourceBuilder.build("", headers);
        } catch (BundleException | IllegalArgumentException malformed) {
            throw new PluginException("not_a_bundle", "its manifest cannot be read: " + malformed.getMessage(),
                    malformed);
        }
    }

    private static Map<String, Object> plugin(Resource resource) throws PluginException {
        var capabilities = resource.getCapabilities(PosternPlugin.CAPABILITY);
        if (capabilities.size() != 1) {
            throw new PluginException("not_a_plugin", "it has " + capabilities.size() + " capabilities "
                    + PosternPlugin.CAPABILITY + " where one must be; put @PosternPlugin on one type or package", null);
        }
        Map<String, Object> attributes = capabilities.getFirst().getAttributes();
        if (!(attributes.get(PosternPlugin.CAPABILITY) instanceof String id) || !ID.matcher(id).matches()) {
            throw new PluginException("not_a_plugin", "its plugin id " + attributes.get(PosternPlugin.CAPABILITY)
                    + " is none; an id is " + ID.pattern(), null);
        }
        return attributes;
    }

    private static Map<String, String> imports(Map<String, String> headers) throws PluginException {
        var imports = new LinkedHashMap<String, String>();
        for (Clause clause : HeaderRules.clauses(headers, Constants.IMPORT_PACKAGE)) {
            @Nullable
            String range = clause.getAttribute(Constants.VERSION_ATTRIBUTE);
            imports.put(clause.getName(), range == null ? "" : range);
        }
        return imports;
    }

    private static Set<String> packages(ZipFile zip) {
        var packages = new HashSet<String>();
        zip.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".class") && name.contains("/"))
                .forEach(name -> packages.add(name.substring(0, name.lastIndexOf('/')).replace('/', '.')));
        return packages;
    }
}

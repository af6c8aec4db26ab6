// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.cli.Failure;
import dev.postern.cli.signing.SigningKey;
import dev.postern.core.access.Grants;
import dev.postern.core.hash.Sha256;
import dev.postern.core.marketplace.CatalogueFile;
import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.plugin.JarSignatures;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.ZipCheck;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A plugin's signed jar, read without running any of it.
 *
 * @param jar the file
 * @param sha256 of it, hex
 * @param size of it, in bytes
 * @param signer whose certificate signed all of it
 * @param manifest what it says of itself
 * @param plugin the attributes of its capability {@code dev.postern.plugin}
 */
record PluginFile(Path jar, String sha256, long size, X509Certificate signer, BundleManifest manifest,
        Map<String, Object> plugin) {
    private static final String PLUGIN = "dev.postern.plugin";
    private static final String TOOL = "dev.postern.tool";
    private static final String TOOLS_FOLDER = "POSTERN-INF/tools/";
    private static final String API = "dev.postern.api.";
    /** What no gateway takes need not be read to its end here. */
    private static final ZipCheck ZIPS = new ZipCheck(CatalogueFile.MAX_BYTES, "as a marketplace's files at most");
    private static final int MAX_DESCRIPTOR = 1 << 20;
    private static final Pattern COMMON_NAME = Pattern.compile("CN=((?:[^,+\\\\]|\\\\.)*)");

    /**
     * Reads it.
     *
     * @throws Failure with the first rule that it breaks
     */
    static PluginFile read(Path jar) throws Failure, IOException {
        if (!Files.isRegularFile(jar) || !Files.isReadable(jar)) {
            throw new Failure("not_found", "cannot read " + jar);
        }
        long size = Files.size(jar);
        if (size > CatalogueFile.MAX_BYTES) {
            throw new Failure("too_large", jar + " has " + size + " bytes; a plugin has at most "
                    + CatalogueFile.MAX_BYTES);
        }
        try (var zip = new JarFile(jar.toFile(), false)) {
            ZIPS.check(zip);
            var manifest = BundleManifest.read(zip);
            if (!version(manifest).matches(CataloguePlugin.VERSION) || version(manifest).length() > 64) {
                throw new Failure("not_a_plugin", jar + " has the version " + version(manifest)
                        + ", of which a marketplace takes 64 characters");
            }
            var read = new PluginFile(jar, Sha256.hex(jar), size, signer(jar), manifest, capability(jar, manifest));
            read.checkTools(zip);
            return read;
        } catch (ZipException broken) {
            throw new Failure("not_a_plugin", jar + " is no jar file: " + broken.getMessage());
        } catch (PluginException unreadable) {
            throw new Failure(unreadable.code(), jar + ": " + unreadable.getMessage());
        }
    }

    /** Only who signed every byte, with a certificate that is valid now: a gateway takes nothing else. */
    private static X509Certificate signer(Path jar) throws Failure, IOException {
        List<X509Certificate> signers;
        try {
            signers = JarSignatures.signers(jar);
        } catch (PluginException tampered) {
            throw new Failure("tampered", jar + ": " + tampered.getMessage());
        }
        if (signers.size() != 1) {
            throw new Failure(signers.isEmpty() ? "unsigned" : "tampered", jar + (signers.isEmpty()
                    ? " is not signed, and a marketplace has signed plugins only"
                    : " is signed by more than one") + ": ./postern plugins sign " + jar + " --key KEY");
        }
        var signer = signers.getFirst();
        try {
            signer.checkValidity();
        } catch (GeneralSecurityException notNow) {
            throw new Failure("signature_expired", jar + " is signed with a certificate that is not valid now: "
                    + notNow.getMessage() + "; sign it with a new one of the same key");
        }
        return signer;
    }

    private static Map<String, Object> capability(Path jar, BundleManifest manifest) throws Failure {
        var capabilities = manifest.resource().getCapabilities(PLUGIN);
        if (capabilities.size() != 1) {
            throw new Failure("not_a_plugin", jar + " has " + capabilities.size() + " capabilities " + PLUGIN
                    + " where one must be; put @PosternPlugin on one type or package");
        }
        var attributes = capabilities.getFirst().getAttributes();
        if (!(attributes.get(PLUGIN) instanceof String id) || !id.matches(CataloguePlugin.ID)) {
            throw new Failure("not_a_plugin", "the plugin id " + attributes.get(PLUGIN) + " of " + jar + " is none");
        }
        return attributes;
    }

    String id() {
        return String.valueOf(plugin.get(PLUGIN));
    }

    String version() {
        return version(manifest);
    }

    private static String version(BundleManifest manifest) {
        return Version.parseVersion(manifest.header(Constants.BUNDLE_VERSION, "0")).toString();
    }

    String title() {
        return String.valueOf(plugin.getOrDefault("title", manifest.header(Constants.BUNDLE_NAME, id())));
    }

    /** SHA-256 of the public key that signed it, hex. */
    String key() throws Failure {
        try {
            return SigningKey.digest(signer.getPublicKey());
        } catch (GeneralSecurityException missing) {
            throw new Failure("internal", String.valueOf(missing.getMessage()));
        }
    }

    /** Whom the certificate names. */
    String publisher() {
        var name = signer.getSubjectX500Principal().getName();
        var common = COMMON_NAME.matcher(name);
        var shown = common.matches() ? common.group(1).replaceAll("\\\\(.)", "$1") : name;
        return shown.codePointCount(0, shown.length()) <= CataloguePlugin.MAX_LINE
                ? shown
                : shown.substring(0, shown.offsetByCodePoints(0, CataloguePlugin.MAX_LINE));
    }

    /** Packages of ours that it imports, each with its range. */
    List<String> api() throws Failure {
        var api = new TreeSet<String>();
        for (var clause : manifest.clauses(Constants.IMPORT_PACKAGE)) {
            if (clause.getName().startsWith(API)) {
                var range = clause.getAttribute(Constants.VERSION_ATTRIBUTE);
                api.add(range == null ? clause.getName() : clause.getName() + ";" + range);
            }
        }
        return List.copyOf(api);
    }

    /** What it asks for, each as kind and name, as a gateway's plan has it. */
    List<String> permissions() {
        var grants = Grants.of(plugin);
        var permissions = new ArrayList<String>();
        add(permissions, "host ", grants.hosts());
        add(permissions, "file ", grants.files());
        add(permissions, "program ", grants.programs());
        add(permissions, "secret ", grants.secrets());
        return permissions;
    }

    private static void add(List<String> to, String kind, List<String> names) {
        names.stream().distinct().sorted().forEach(name -> to.add(kind + name));
    }

    /** Its tools, {@code <name>@<version>}. */
    List<String> tools() {
        return manifest.resource().getCapabilities(TOOL).stream().map(tool -> tool.getAttributes().get(TOOL) + "@"
                + tool.getAttributes().get("version")).sorted().toList();
    }

    /** A gateway refuses a jar whose manifest and descriptors differ. */
    private void checkTools(JarFile zip) throws Failure, IOException {
        var described = new ArrayList<String>();
        for (ZipEntry entry : zip.stream().toList()) {
            if (entry.getName().startsWith(TOOLS_FOLDER) && entry.getName().endsWith(".json")) {
                var tool = descriptor(zip, entry);
                described.add(tool.text("name").orElse("") + "@" + tool.text("version").orElse(""));
            }
        }
        described.sort(Comparator.naturalOrder());
        if (!described.equals(tools())) {
            throw new Failure("not_a_plugin", jar + ": its manifest declares the tools " + tools() + ", its folder "
                    + TOOLS_FOLDER + " describes " + described
                    + "; put the plugin-processor on the annotation processor path of the build");
        }
    }

    private static JsonObject descriptor(JarFile zip, ZipEntry entry) throws Failure, IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            var text = new String(in.readNBytes(MAX_DESCRIPTOR), StandardCharsets.UTF_8);
            if (JsonValue.parse(text) instanceof JsonObject descriptor) {
                return descriptor;
            }
        } catch (JsonFormatException malformed) {
            throw new Failure("not_a_plugin", entry.getName() + " cannot be read: " + malformed.getMessage());
        }
        throw new Failure("not_a_plugin", entry.getName() + " is no object");
    }
}

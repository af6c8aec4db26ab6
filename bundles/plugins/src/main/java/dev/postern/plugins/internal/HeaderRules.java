// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.postern.core.plugin.PluginException;
import org.apache.felix.utils.manifest.Clause;
import org.apache.felix.utils.manifest.Parser;
import org.osgi.framework.Constants;

/**
 * What a plugin's manifest may say. The rules keep a plugin to the API, and its life apart from everybody else's; they
 * are hygiene, not a sandbox.
 */
final class HeaderRules {
    private static final Map<String, String> FORBIDDEN = Map.of(Constants.FRAGMENT_HOST,
            "it would become part of another bundle", Constants.DYNAMICIMPORT_PACKAGE,
            "what it needs must be known before it is installed; list it in Import-Package", Constants.REQUIRE_BUNDLE,
            "it would depend on how somebody else's bundle is cut; list packages in Import-Package",
            Constants.BUNDLE_NATIVECODE, "native code can end the whole gateway");

    private final List<String> allowedImports;

    HeaderRules(List<String> allowedImports) {
        this.allowedImports = List.copyOf(allowedImports);
    }

    /**
     * Refuses what breaks a rule.
     *
     * @param headers the manifest's main section, whatever the case of its names
     * @param contained packages with classes in the bundle
     * @param platform packages that the gateway exports
     */
    void check(Map<String, String> headers, Set<String> contained, Set<String> platform) throws PluginException {
        for (var rule : FORBIDDEN.entrySet()) {
            if (headers.containsKey(rule.getKey())) {
                throw new PluginException("forbidden_header",
                        "a plugin may not have " + rule.getKey() + ": " + rule.getValue(), null);
            }
        }
        for (Clause name : clauses(headers, Constants.BUNDLE_SYMBOLICNAME)) {
            if ("true".equalsIgnoreCase(name.getDirective(Constants.SINGLETON_DIRECTIVE))) {
                throw new PluginException("forbidden_header",
                        "a plugin may not be a singleton: an update starts the new version before the old one stops",
                        null);
            }
        }
        for (String header : List.of(Constants.REQUIRE_CAPABILITY, Constants.PROVIDE_CAPABILITY)) {
            for (Clause clause : clauses(headers, header)) {
                if (clause.getName().startsWith("osgi.wiring.")) {
                    throw new PluginException("forbidden_header",
                            header + " may not name " + clause.getName() + "; packages belong into Import-Package",
                            null);
                }
            }
        }
        exports(headers, platform);
        imports(headers, contained, platform);
    }

    private static void exports(Map<String, String> headers, Set<String> platform) throws PluginException {
        for (Clause clause : clauses(headers, Constants.EXPORT_PACKAGE)) {
            String name = clause.getName();
            if (name.equals("dev.postern") || name.startsWith("dev.postern.") || platform.contains(name)) {
                throw new PluginException("exports_api", "it exports the package " + name
                        + ", which is the gateway's own; leave it out of the bundle and import it", null);
            }
        }
    }

    private void imports(Map<String, String> headers, Set<String> contained, Set<String> platform)
            throws PluginException {
        for (Clause clause : clauses(headers, Constants.IMPORT_PACKAGE)) {
            String name = clause.getName();
            // What it only contains may not be a way around the list: an import wins over what is inside.
            boolean own = contained.contains(name) && !platform.contains(name);
            if (!allowed(name) && !own) {
                throw new PluginException("forbidden_import", "it imports the package " + name
                        + ", which is not open to plugins; open are " + String.join(", ", allowedImports)
                        + ". Bring the library inside the bundle, or exclude the import", null);
            }
        }
    }

    private boolean allowed(String name) {
        return allowedImports.stream().anyMatch(pattern -> pattern.endsWith(".*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                        || name.equals(pattern.substring(0, pattern.length() - 2))
                : name.equals(pattern));
    }

    /** The clauses of a header; none when it is absent. */
    static List<Clause> clauses(Map<String, String> headers, String header) throws PluginException {
        String value = headers.get(header);
        if (value == null) {
            return List.of();
        }
        try {
            return List.of(Parser.parseHeader(value));
        } catch (IllegalArgumentException malformed) {
            throw new PluginException("not_a_bundle", "its header " + header + " cannot be read", malformed);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.plugin.PluginException;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** Which version of a plugin is taken, and why others are not. */
final class Choice {
    private static final int MOST_REASONS = 10;
    private static final Pattern PRE_RELEASE = Pattern
            .compile("(snapshot|alpha|beta|rc|cr|pre|preview|dev|ea|m[0-9]).*");

    private final Platform platform;

    Choice(Platform platform) {
        this.platform = platform;
    }

    /** The newest that nobody has to ask for by its version. */
    Optional<CataloguePlugin> newest(List<CataloguePlugin> versions) {
        return versions.stream().filter(this::isChoosable).findFirst();
    }

    boolean isChoosable(CataloguePlugin plugin) {
        return refusal(plugin, false).isEmpty();
    }

    /**
     * The version that is wanted, or the newest.
     *
     * @param versions of the plugin, the newest first; one at least
     * @throws PluginException code {@code no_fitting_version}, with the versions that there are
     */
    CataloguePlugin of(Source source, List<CataloguePlugin> versions, Optional<String> exact) throws PluginException {
        String id = versions.getFirst().id();
        if (exact.isPresent()) {
            var found = versions.stream().filter(each -> each.version().equals(exact.get())).findFirst()
                    .orElseThrow(
                            () -> none(id + " has no version " + exact.get() + " in " + source.name() + "; there are "
                                    + versions.stream().limit(MOST_REASONS).map(CataloguePlugin::version)
                                            .collect(Collectors.joining(", "))));
            var refusal = refusal(found, true);
            if (refusal.isPresent()) {
                throw none(EditionReader.label(found) + " of " + source.name() + " " + refusal.get());
            }
            return found;
        }
        return newest(versions)
                .orElseThrow(() -> none("no version of " + id + " in " + source.name() + " can be chosen: "
                        + versions.stream().limit(MOST_REASONS)
                                .map(each -> each.version() + " " + refusal(each, false).orElse(""))
                                .collect(Collectors.joining("; "))));
    }

    private static PluginException none(String message) {
        return new PluginException("no_fitting_version", message, null);
    }

    /** Why it is not taken; empty when it is. */
    Optional<String> refusal(CataloguePlugin plugin, boolean exact) {
        if (!exact && plugin.yanked().isPresent()) {
            return Optional.of("was taken back (" + plugin.yanked().get().reason() + ")");
        }
        if (!exact && isPreRelease(plugin.version())) {
            return Optional.of("is not released yet, and is had by its exact version");
        }
        return plugin.api().stream().map(this::missing).flatMap(Optional::stream).findFirst();
    }

    static boolean isPreRelease(String version) {
        return PRE_RELEASE.matcher(Version.parseVersion(version).getQualifier().toLowerCase(Locale.ROOT)).matches();
    }

    /** What of an import {@code package;range} is not there. */
    private Optional<String> missing(String api) {
        int end = api.indexOf(';');
        String name = end < 0 ? api : api.substring(0, end);
        String range = end < 0 ? "" : api.substring(end + 1);
        List<Version> there = platform.packages(name);
        if (there.isEmpty()) {
            return Optional.of("needs " + name + " " + range + ", which this gateway has not");
        }
        try {
            if (range.isEmpty() || there.stream().anyMatch(VersionRange.valueOf(range)::includes)) {
                return Optional.empty();
            }
        } catch (IllegalArgumentException malformed) {
            return Optional.of("needs " + name + " " + range + ", which is no range");
        }
        return Optional.of("needs " + name + " " + range + ", and this gateway has "
                + there.stream().map(Version::toString).collect(Collectors.joining(", ")));
    }
}

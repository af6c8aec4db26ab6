// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonObject;
import dev.postern.cli.Failure;
import dev.postern.core.hash.Sha256;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CatalogueFile;
import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.marketplace.CataloguePlugin.Maturity;
import org.apache.felix.utils.manifest.Clause;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A version that goes into a marketplace.
 *
 * @param marketplace where to
 * @param details what its publisher says of it
 */
public record Publication(Marketplace marketplace, Details details) {
    private static final Set<String> PICTURES = Set.of("png", "jpg", "webp");
    private static final Set<String> BILLS = Set.of("json", "xml");
    private static final int MAX_BILL_BYTES = 8 << 20;
    private static final int NAMED_DIGITS = 12;

    /**
     * Publishes a signed jar. One that is there already gets the details that are given.
     *
     * @param newKey whether a plugin's publisher may have another key than before
     * @return how it stands in the catalogue
     */
    public JsonObject publish(Path jar, boolean newKey, Signing signing) throws Failure, IOException {
        var file = PluginFile.read(jar);
        var catalogue = marketplace.verified(signing);
        var known = Known.of(file, catalogue, newKey);
        var path = known.same().map(each -> each.file().path())
                .orElse(Layout.PLUGINS + file.id() + "-" + file.version() + ".jar");
        if (known.same().isEmpty()) {
            checkThatNobodyHas(path, catalogue);
        }
        var pictures = new LinkedHashMap<String, byte[]>();
        var entry = entry(file, path, known, pictures);
        // nothing was written before all was right, as everybody reads it
        CatalogueReader.plugin(new Members(CatalogueWriter.json(entry), file.id()));
        if (known.same().isEmpty()) {
            marketplace.folder().put(path, out -> Files.copy(jar, out));
        }
        for (var picture : pictures.entrySet()) {
            marketplace.folder().put(picture.getKey(), picture.getValue());
        }
        marketplace.put(catalogue, entry, signing);
        return CatalogueWriter.json(entry);
    }

    /** A jar keeps its name, whatever it holds: a file of another version is not written over. */
    private static void checkThatNobodyHas(String path, Catalogue catalogue) throws Failure {
        // some file systems do not tell capitals from small letters
        if (Layout.files(catalogue).stream().anyMatch(each -> each.path().equalsIgnoreCase(path))) {
            throw new Failure("conflict", path + " is the file of another version: rename it, and run"
                    + " ./postern marketplace index");
        }
    }

    /**
     * What is published of a plugin already.
     *
     * @param same this very version
     * @param newest the newest version
     */
    private record Known(Optional<CataloguePlugin> same, Optional<CataloguePlugin> newest) {
        static Known of(PluginFile file, Catalogue catalogue, boolean newKey) throws Failure {
            var earlier = catalogue.plugins().stream().filter(each -> each.id().equals(file.id())).toList();
            var same = earlier.stream().filter(each -> each.version().equals(file.version())).findFirst();
            check(file, earlier, same, newKey);
            return new Known(same, earlier.stream().max(Comparator.comparing(
                    each -> Version.parseVersion(each.version()))));
        }

        private static void check(PluginFile file, List<CataloguePlugin> earlier, Optional<CataloguePlugin> same,
                boolean newKey) throws Failure {
            var what = file.id() + " " + file.version();
            if (same.isPresent() && !same.get().file().sha256().equals(file.sha256())) {
                throw new Failure("version_reused", what
                        + " is there with other bytes, and a version is the same bytes for"
                        + " ever: raise Bundle-Version. (Signing holds the time, so that a jar signed twice has other bytes.)");
            }
            var key = file.key();
            if (!newKey && !earlier.isEmpty() && earlier.stream().noneMatch(each -> each.key().equals(key))) {
                throw new Failure("wrong_publisher", file.id()
                        + " is published here by another: earlier versions are signed"
                        + " with the key " + earlier.getLast().key() + ", this one with " + key
                        + ". If it is the same publisher with a new key, say so with --new-key; else choose another id");
            }
        }
    }

    /** What is given; else what stands there; else what the jar says; else what the version before says. */
    private CataloguePlugin entry(PluginFile file, String path, Known known, Map<String, byte[]> files)
            throws Failure, IOException {
        var same = known.same();
        var before = known.newest();
        var its = licence(file.manifest());
        var licence = details.licence().or(() -> same.map(CataloguePlugin::licence)).or(() -> its)
                .or(() -> before.map(CataloguePlugin::licence))
                .orElseThrow(() -> new Failure("invalid_params", "under which licence is " + file.id()
                        + "? Its manifest has no Bundle-License: say it with --licence, such as Apache-2.0"));
        return new CataloguePlugin(file.id(), file.version(), line("title", file.title()),
                text("description", details.description().or(() -> same.map(CataloguePlugin::description))
                        .or(() -> Optional.ofNullable(file.manifest().headers().get(Constants.BUNDLE_DESCRIPTION)))
                        .or(() -> before.map(CataloguePlugin::description)).orElse("")),
                file.api(), new CatalogueFile(path, file.sha256(), file.size()), file.publisher(), file.key(),
                line("licence", licence), sbom(file, same, files), file.permissions(), file.tools(),
                details.maturity().or(() -> same.map(CataloguePlugin::maturity))
                        .or(() -> before.map(CataloguePlugin::maturity)).orElse(maturity(file)),
                same.map(CataloguePlugin::published).orElse(Instant.now().truncatedTo(ChronoUnit.SECONDS)),
                details.homepage().or(() -> same.flatMap(CataloguePlugin::homepage)).or(() -> homepage(file.manifest()))
                        .or(() -> before.flatMap(CataloguePlugin::homepage)),
                icon(file, same, files), screenshots(file, same, files), same.flatMap(CataloguePlugin::yanked));
    }

    /** What a manifest says: names of licences, without what stands around them. */
    private static Optional<String> licence(BundleManifest manifest) throws Failure {
        var names = manifest.clauses("Bundle-License").stream().map(Clause::getName)
                .filter(name -> !name.isBlank() && !name.startsWith("<")).collect(Collectors.joining(", "));
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }

    private static Optional<URI> homepage(BundleManifest manifest) {
        var page = manifest.header("Bundle-DocURL", "");
        try {
            return page.startsWith("https://") ? Optional.of(URI.create(page)) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Semantic Versioning 2.0.0, 4: before 1.0.0 anything may change. */
    private static Maturity maturity(PluginFile file) {
        return Version.parseVersion(file.version()).getMajor() == 0 ? Maturity.EXPERIMENTAL : Maturity.STABLE;
    }

    private Optional<CatalogueFile> sbom(PluginFile file, Optional<CataloguePlugin> same, Map<String, byte[]> files)
            throws Failure, IOException {
        return details.sbom().isEmpty()
                ? same.flatMap(CataloguePlugin::sbom)
                : Optional.of(add(details.sbom().get(), Layout.SBOM, file, BILLS, MAX_BILL_BYTES, files));
    }

    private Optional<CatalogueFile> icon(PluginFile file, Optional<CataloguePlugin> same, Map<String, byte[]> files)
            throws Failure, IOException {
        return details.icon().isEmpty()
                ? same.flatMap(CataloguePlugin::icon)
                : Optional.of(add(details.icon().get(), Layout.ICONS, file, PICTURES,
                        CatalogueFile.MAX_PICTURE_BYTES, files));
    }

    private List<CatalogueFile> screenshots(PluginFile file, Optional<CataloguePlugin> same, Map<String, byte[]> files)
            throws Failure, IOException {
        if (details.screenshots().size() > CataloguePlugin.MAX_SCREENSHOTS) {
            throw new Failure("too_large", "a version has at most " + CataloguePlugin.MAX_SCREENSHOTS + " screenshots");
        }
        var screenshots = new ArrayList<CatalogueFile>();
        for (var each : details.screenshots()) {
            screenshots.add(add(each, Layout.SCREENSHOTS, file, PICTURES,
                    CatalogueFile.MAX_PICTURE_BYTES, files));
        }
        return screenshots.isEmpty() ? same.map(CataloguePlugin::screenshots).orElse(List.of()) : screenshots;
    }

    /** Pictures of kinds that have no code in them, and bills of materials. */
    private CatalogueFile add(Path from, String place, PluginFile file, Set<String> kinds, int most,
            Map<String, byte[]> files) throws Failure, IOException {
        var name = String.valueOf(from.getFileName());
        var kind = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT).replace("jpeg", "jpg");
        if (!kinds.contains(kind)) {
            throw new Failure("invalid_params",
                    from + " is none of " + String.join(", ", kinds.stream().sorted().toList()));
        }
        if (!Files.isRegularFile(from) || Files.size(from) == 0 || Files.size(from) > most) {
            throw new Failure("too_large", from + " must be a file of 1 to " + most + " bytes");
        }
        var content = Files.readAllBytes(from);
        // another picture has another name: readers of the catalogue before still get theirs
        var path = place + file.id() + "-" + file.version() + "-"
                + Sha256.end(Sha256.begin(), content).substring(0, NAMED_DIGITS) + "." + kind;
        files.put(path, content);
        return Marketplace.described(path, content);
    }

    private static String line(String what, String text) throws Failure {
        if (text.length() > CataloguePlugin.MAX_LINE) {
            throw new Failure("too_large", "the " + what + " has at most " + CataloguePlugin.MAX_LINE + " characters");
        }
        return text;
    }

    private static String text(String what, String text) throws Failure {
        if (text.length() > CataloguePlugin.MAX_TEXT) {
            throw new Failure("too_large", "the " + what + " has at most " + CataloguePlugin.MAX_TEXT + " characters");
        }
        return text;
    }

    /** The entry of a jar that lies in the folder already. */
    CataloguePlugin entry(PluginFile file, String path, Catalogue catalogue, boolean newKey)
            throws Failure, IOException {
        return entry(file, path, Known.of(file, catalogue, newKey), new LinkedHashMap<>());
    }
}

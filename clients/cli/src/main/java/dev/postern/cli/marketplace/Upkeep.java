// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

import dev.postern.cli.Failure;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CatalogueFile;
import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.marketplace.CataloguePlugin.Yanked;

/**
 * What is done to a whole marketplace.
 *
 * @param marketplace whose folder is open
 */
public record Upkeep(Marketplace marketplace) {
    private static final String JAR = ".jar";

    /** Signs the catalogue as it lies there, whoever signed it before. Each file must be what it says. */
    public Catalogue sign(Signing signing) throws Failure, IOException {
        if (!marketplace.folder().has(Catalogue.FILE)) {
            throw new Failure("not_found", "there is no " + Catalogue.FILE + " in " + marketplace.folder().root()
                    + ": ./postern marketplace publish or index makes one");
        }
        var catalogue = marketplace.unverified();
        return marketplace.commit(catalogue, catalogue.plugins(), Optional.of(signing));
    }

    /**
     * Makes index and catalogue anew of the jars that lie there. What no jar says is kept from the catalogue before.
     *
     * @param details for what is new
     * @param newKey whether a plugin's publisher may have another key than before
     */
    public Catalogue index(Details details, boolean newKey, Optional<Signing> signing) throws Failure, IOException {
        var before = marketplace.unverified();
        var publication = new Publication(marketplace, details);
        var plugins = new ArrayList<CataloguePlugin>();
        var paths = new HashMap<String, String>();
        for (var path : jars()) {
            var entry = publication.entry(PluginFile.read(marketplace.folder().file(path)), path, before, newKey);
            var twin = paths.put(entry.id() + " " + entry.version(), path);
            if (twin != null) {
                throw new Failure("version_reused", twin + " and " + path + " are both " + entry.id() + " "
                        + entry.version() + ": take one away");
            }
            plugins.add(entry);
        }
        return marketplace.commit(before, plugins, signing);
    }

    private List<String> jars() throws Failure, IOException {
        var folder = marketplace.folder().root().resolve(Layout.PLUGINS);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new Failure("not_found", "there is no folder " + folder + ": jars lie there");
        }
        try (var files = Files.list(folder)) {
            var jars = files.map(Path::getFileName).map(name -> Layout.PLUGINS + name)
                    .filter(path -> path.endsWith(JAR) && !path.startsWith(Layout.PLUGINS + ".")).sorted().toList();
            for (var path : jars) {
                if (!path.matches(CatalogueFile.PATH)) {
                    throw new Failure("invalid", "a file of a marketplace is called by letters, digits and . _ + - ; "
                            + path + " is not");
                }
            }
            return jars;
        }
    }

    /**
     * Takes a version back: it is chosen no more, and is had by its exact version only.
     *
     * @param reason none undoes it
     */
    public Catalogue yank(String id, String version, Optional<String> reason, Signing signing)
            throws Failure, IOException {
        var catalogue = marketplace.verified(signing);
        var plugins = new ArrayList<>(catalogue.plugins());
        for (int i = 0; i < plugins.size(); i++) {
            var plugin = plugins.get(i);
            if (plugin.id().equals(id) && plugin.version().equals(version)) {
                plugins.set(i, plugin.withYanked(reason
                        .map(why -> new Yanked(why, Instant.now().truncatedTo(ChronoUnit.SECONDS)))));
                return marketplace.commit(catalogue, plugins, Optional.of(signing));
            }
        }
        var versions = plugins.stream().filter(each -> each.id().equals(id)).map(CataloguePlugin::version).toList();
        throw new Failure("not_found", "there is no " + id + " " + version + " here"
                + (versions.isEmpty() ? "" : "; its versions are " + String.join(", ", versions)));
    }
}

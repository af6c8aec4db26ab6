// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.util.ArrayList;
import java.util.List;

import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CatalogueFile;
import dev.postern.core.marketplace.CataloguePlugin;

/** Where things lie in a marketplace's folder. */
final class Layout {
    static final String INDEX = "index.xml";
    static final String PLUGINS = "plugins/";
    static final String SBOM = "sbom/";
    static final String ICONS = "icons/";
    static final String SCREENSHOTS = "screenshots/";

    private Layout() {}

    /** All files that a catalogue names, the index first. */
    static List<CatalogueFile> files(Catalogue catalogue) {
        var files = new ArrayList<CatalogueFile>();
        files.add(catalogue.index());
        catalogue.plugins().forEach(plugin -> files.addAll(files(plugin)));
        return files;
    }

    /** All files of a version, the jar first. */
    static List<CatalogueFile> files(CataloguePlugin plugin) {
        var files = new ArrayList<CatalogueFile>();
        files.add(plugin.file());
        plugin.sbom().ifPresent(files::add);
        plugin.icon().ifPresent(files::add);
        files.addAll(plugin.screenshots());
        return files;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;

import dev.postern.cli.Failure;
import dev.postern.core.hash.Sha256;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CatalogueFile;

/**
 * A copy of a marketplace: the same bytes under the same signature, so that it is believed as the one that it is of.
 *
 * @param source of the files
 * @param key SHA-256 of the key that signs it, hex
 * @param most bytes that all files together may have
 */
public record Mirror(Source source, String key, long most) {

    /** Of a marketplace in a folder, or at an address. */
    public static Mirror of(String source, String key, long most) throws Failure {
        return new Mirror(Source.of(source), key, most);
    }

    /**
     * Fetches what the folder does not have. The catalogue comes last: the folder is the mirror that it was until all is there.
     *
     * @return what is mirrored, and how many files came for it
     */
    public Result into(Path to) throws Failure, IOException {
        var pair = Pair.fetch(source);
        var catalogue = pair.believe(key);
        Pair.checkTime(catalogue, Instant.now());
        checkSize(catalogue);
        int fetched = 1;
        try (var folder = MarketFolder.open(to)) {
            checkSuccession(folder, catalogue);
            var files = new LinkedHashSet<>(Layout.files(catalogue));
            files.remove(catalogue.index());
            for (var file : files) {
                if (!isThere(folder, file)) {
                    folder.put(file.path(), out -> source.fetch(file, out));
                    fetched++;
                }
            }
            folder.replace(out -> source.fetch(catalogue.index(), out), pair.bytes(), pair.signed());
        }
        return new Result(catalogue.name(), catalogue.serial(), catalogue.plugins().size(), fetched);
    }

    private void checkSize(Catalogue catalogue) throws Failure {
        long size = new LinkedHashSet<>(Layout.files(catalogue)).stream().mapToLong(CatalogueFile::size).sum();
        if (size > most) {
            throw new Failure("too_large", catalogue.name() + " has " + size + " bytes in its files, and " + most
                    + " are taken: allow more with --max-mib");
        }
    }

    /** A marketplace goes on: never back, and no version becomes another. */
    private void checkSuccession(MarketFolder folder, Catalogue fresh) throws Failure, IOException {
        if (!folder.has(Catalogue.FILE)) {
            return;
        }
        var before = CatalogueReader.catalogue(folder.read(Catalogue.FILE, Catalogue.MAX_BYTES));
        if (!before.name().equals(fresh.name())) {
            throw new Failure("conflict", folder.root() + " is the marketplace " + before.name()
                    + ", and the source is " + fresh.name() + ": mirror it elsewhere");
        }
        if (fresh.serial() < before.serial()) {
            throw new Failure("stale", "the source has serial " + fresh.serial() + " of " + fresh.issued()
                    + ", and the mirror has " + before.serial() + " already: somebody serves an older one");
        }
        var versions = new HashMap<String, String>();
        before.plugins().forEach(each -> versions.put(each.id() + " " + each.version(), each.file().sha256()));
        for (var each : fresh.plugins()) {
            var known = versions.get(each.id() + " " + each.version());
            if (known != null && !known.equals(each.file().sha256())) {
                throw new Failure("version_reused", each.id() + " " + each.version()
                        + " has other bytes than before, and a version is the same bytes for ever");
            }
        }
    }

    private static boolean isThere(MarketFolder folder, CatalogueFile file) throws Failure, IOException {
        return folder.has(file.path()) && Sha256.hex(folder.file(file.path())).equals(file.sha256());
    }

    /**
     * What came of it.
     *
     * @param name of the marketplace
     * @param serial of its catalogue
     * @param plugins how many versions it has
     * @param fetched how many files came
     */
    public record Result(String name, long serial, int plugins, int fetched) {}
}

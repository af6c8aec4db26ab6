// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.postern.cli.Failure;
import dev.postern.core.hash.Sha256;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CatalogueFile;
import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.marketplace.CatalogueSignature;
import org.osgi.framework.Version;

/**
 * A marketplace's folder as its publisher has it. Readers see a change once its last file has its name, the catalogue; what was
 * cut before that is completed by the next change.
 */
public final class Marketplace implements Closeable {
    private static final Comparator<CataloguePlugin> ORDER = Comparator.comparing(CataloguePlugin::id)
            .thenComparing(plugin -> Version.parseVersion(plugin.version()));

    private final MarketFolder folder;
    private final Optional<String> named;

    private Marketplace(MarketFolder folder, Optional<String> named) {
        this.folder = folder;
        this.named = named;
    }

    /**
     * Opens one, for nobody else at the same time.
     *
     * @param folder which is made when it is not there
     * @param name of the marketplace; when there is none yet, by default that of the folder
     */
    public static Marketplace open(Path folder, Optional<String> name) throws Failure, IOException {
        return new Marketplace(MarketFolder.open(folder), name);
    }

    MarketFolder folder() {
        return folder;
    }

    /** The catalogue, whoever signed it; one without plugins where there is none yet. */
    Catalogue unverified() throws Failure, IOException {
        completeWhatWasCut();
        if (folder.has(Catalogue.FILE)) {
            return CatalogueReader.catalogue(folder.read(Catalogue.FILE, Catalogue.MAX_BYTES));
        }
        var name = named.orElse(String.valueOf(folder.root().getFileName()));
        if (!name.matches(Catalogue.NAME)) {
            throw new Failure("invalid_params", "a marketplace's name matches " + Catalogue.NAME + ", and " + name
                    + " does not: give it one with --name");
        }
        var index = new CatalogueFile(Layout.INDEX, Sha256.hex(""), 1);
        return new Catalogue(Catalogue.FORMAT, name, 1, Instant.EPOCH, Instant.EPOCH, index, List.of());
    }

    /**
     * The catalogue, once it is what the owner of the key signed: what is there otherwise would get his signature with the
     * next change.
     */
    Catalogue verified(Signing signing) throws Failure, IOException {
        completeWhatWasCut();
        if (!folder.has(Catalogue.FILE) && !folder.has(CatalogueSignature.FILE)) {
            return unverified();
        }
        try {
            return Pair.fetch(new FolderSource(folder.root())).believe(signing.signer().digest());
        } catch (Failure other) {
            throw new Failure(other.code(), other.getMessage() + ". If what lies in " + folder.root()
                    + " is as it should be, ./postern marketplace sign signs it as it is");
        }
    }

    /** A signature that fits the catalogue beside: its writer ended before the last rename. */
    private void completeWhatWasCut() throws Failure, IOException {
        var catalogue = folder.settled(Catalogue.FILE, Catalogue.MAX_BYTES);
        if (catalogue == null || !folder.has(CatalogueSignature.FILE)) {
            return;
        }
        var signature = CatalogueReader.signature(
                folder.read(CatalogueSignature.FILE, CatalogueSignature.MAX_BYTES));
        try {
            signature.verify(catalogue, signature.key());
        } catch (GeneralSecurityException older) {
            // of a change that never came as far as its signature
            return;
        }
        var index = folder.settled(Layout.INDEX, Catalogue.MAX_INDEX_BYTES);
        if (index != null && described(Layout.INDEX, index).equals(CatalogueReader.catalogue(catalogue).index())) {
            folder.promote(Layout.INDEX);
        }
        folder.promote(Catalogue.FILE);
    }

    /** Adds or replaces a version, with all that follows. */
    void put(Catalogue catalogue, CataloguePlugin plugin, Signing signing) throws Failure, IOException {
        var plugins = new ArrayList<>(catalogue.plugins());
        plugins.removeIf(each -> each.id().equals(plugin.id()) && each.version().equals(plugin.version()));
        plugins.add(plugin);
        commit(catalogue, plugins, Optional.of(signing));
    }

    /**
     * Puts plugins in place of those of a catalogue: index, signature, catalogue.
     *
     * @param signing none takes the signature away: nobody believes the catalogue until it is signed
     */
    Catalogue commit(Catalogue before, List<CataloguePlugin> plugins, Optional<Signing> signing)
            throws Failure, IOException {
        if (plugins.size() > Catalogue.MAX_PLUGINS) {
            throw new Failure("too_large", "a marketplace has at most " + Catalogue.MAX_PLUGINS + " versions");
        }
        var sorted = plugins.stream().sorted(ORDER).toList();
        long serial = signing.isEmpty() || before.issued().equals(Instant.EPOCH)
                ? before.serial()
                : before.serial() + 1;
        var index = RepositoryIndex.write(before.name(), serial, bundles(sorted));
        checkSize(Layout.INDEX, index, Catalogue.MAX_INDEX_BYTES);
        var issued = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var catalogue = new Catalogue(Catalogue.FORMAT, before.name(), serial,
                signing.isEmpty() ? before.issued() : issued,
                signing.map(it -> it.expires(issued)).orElse(before.expires()),
                described(Layout.INDEX, index), sorted);
        var bytes = CatalogueWriter.bytes(catalogue);
        checkSize(Catalogue.FILE, bytes, Catalogue.MAX_BYTES);
        // read as everybody reads it
        CatalogueReader.catalogue(bytes);
        write(index, bytes, signing);
        return catalogue;
    }

    private void write(byte[] index, byte[] catalogue, Optional<Signing> signing) throws Failure, IOException {
        if (signing.isEmpty()) {
            folder.remove(CatalogueSignature.FILE);
            folder.put(Layout.INDEX, index);
            folder.put(Catalogue.FILE, catalogue);
            return;
        }
        folder.replace(out -> out.write(index), catalogue,
                CatalogueWriter.bytes(signing.get().signer().sign(catalogue)));
    }

    /** What lies there must be what the catalogue says, or its signature would vouch for something else. */
    private List<RepositoryIndex.Bundle> bundles(List<CataloguePlugin> plugins) throws Failure, IOException {
        var bundles = new ArrayList<RepositoryIndex.Bundle>();
        for (var plugin : plugins) {
            for (var file : Layout.files(plugin)) {
                check(file);
            }
            var jar = folder.file(plugin.file().path());
            bundles.add(new RepositoryIndex.Bundle(plugin.file(), BundleManifest.read(jar).resource()));
        }
        return bundles;
    }

    private void check(CatalogueFile file) throws Failure, IOException {
        if (!Sha256.hex(folder.file(file.path())).equals(file.sha256())) {
            throw new Failure("invalid", file.path() + " in " + folder.root() + " is not what " + Catalogue.FILE
                    + " says; put it back as it was");
        }
    }

    /** A file with that content. */
    static CatalogueFile described(String path, byte[] content) {
        return new CatalogueFile(path, Sha256.end(Sha256.begin(), content), content.length);
    }

    private static void checkSize(String file, byte[] bytes, int most) throws Failure {
        if (bytes.length > most) {
            throw new Failure("too_large", file + " would have " + bytes.length + " bytes, and readers take at most "
                    + most);
        }
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}

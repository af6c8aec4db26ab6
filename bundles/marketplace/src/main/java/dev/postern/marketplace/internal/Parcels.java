// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.postern.core.hash.Sha256;
import dev.postern.core.marketplace.CatalogueFile;
import dev.postern.core.marketplace.CataloguePlugin.Maturity;
import dev.postern.core.marketplace.Marketplaces.Delivery;
import dev.postern.core.marketplace.Marketplaces.Parcel;
import dev.postern.core.marketplace.Marketplaces.Warrant;
import dev.postern.core.plugin.PluginException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that were fetched. Each has its catalogue's size and digest, or it is not among them. */
final class Parcels implements Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Parcels.class);

    private final Path folder;
    private final List<Parcel> parcels = new ArrayList<>();

    Parcels(Path folder) throws IOException {
        Files.createDirectories(folder);
        this.folder = Files.createTempDirectory(folder, "order");
    }

    /** Where this run of the gateway keeps orders; deletes what another left behind that was killed. */
    static Path folder(Path all) throws IOException {
        var self = ProcessHandle.current();
        // a number alone may be that of the run before, as it always is in a container
        String run = self.pid() + "-" + self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        if (Files.isDirectory(all)) {
            try (var runs = Files.newDirectoryStream(all, each -> !each.getFileName().toString().equals(run))) {
                for (Path other : runs) {
                    try (var orders = Files.newDirectoryStream(other)) {
                        for (Path order : orders) {
                            delete(order);
                        }
                    }
                    Files.deleteIfExists(other);
                }
            }
        }
        return all.resolve(run);
    }

    void fetch(Offer offer, Folder from, long maxBytes) throws PluginException, IOException, InterruptedException {
        CatalogueFile file = offer.plugin().file();
        if (file.size() > maxBytes) {
            throw new PluginException("too_large", offer.label() + " has " + file.size()
                    + " bytes, and a plugin file has at most " + maxBytes
                    + " (max.bundle.bytes of dev.postern.plugins)",
                    null);
        }
        Path to = Files.createFile(folder.resolve(parcels.size() + ".jar"));
        try {
            from.copy(file.path(), file.size(), to);
        } catch (Trouble trouble) {
            throw new PluginException("marketplace_" + trouble.state().code(), offer.label() + " of "
                    + offer.source().name() + " could not be fetched: " + trouble.text(), trouble);
        }
        String digest = Sha256.hex(to);
        if (!digest.equals(file.sha256())) {
            throw new PluginException("wrong_digest",
                    offer.label() + " of " + offer.source().name() + " came with the SHA-256 "
                            + digest + ", where its catalogue says " + file.sha256() + "; these are other bytes",
                    null);
        }
        parcels.add(new Parcel(offer.plugin().id(), offer.plugin().version(), to, digest,
                new Warrant(offer.source().name(), offer.plugin().key(), offer.source().vouches(), warnings(offer))));
    }

    private static List<String> warnings(Offer offer) {
        var warnings = new ArrayList<String>();
        offer.plugin().yanked().ifPresent(yanked -> warnings.add("its publisher took " + offer.label()
                + " back: " + yanked.reason()));
        if (offer.plugin().maturity() == Maturity.DEPRECATED) {
            warnings.add("it is deprecated: look for another");
        }
        return warnings;
    }

    @Override
    public List<Parcel> parcels() {
        return List.copyOf(parcels);
    }

    @Override
    public void close() {
        try {
            delete(folder);
        } catch (IOException left) {
            LOG.warn("{} could not be deleted; the next start does it", folder, left);
        }
    }

    private static void delete(Path order) throws IOException {
        try (var files = Files.newDirectoryStream(order)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(order);
    }
}

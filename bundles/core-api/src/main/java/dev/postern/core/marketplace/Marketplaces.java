// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.marketplace;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.core.plugin.PluginException;
import org.osgi.annotation.versioning.ProviderType;

/** The marketplaces that an administrator named: where plugins are found by their name. */
@ProviderType
public interface Marketplaces {
    /**
     * Chooses a version, finds what it needs beside what is installed, and fetches all of it. Blocks on the network.
     *
     * @throws PluginException code {@code not_offered} when no marketplace has the plugin, {@code no_fitting_version} when
     *     none of its versions can be had or serves here, with each one's reason, {@code unresolved} when what it needs is
     *     neither installed nor to be had, {@code needs_circle} when plugins need each other, {@code wrong_digest} when other
     *     bytes came than the catalogue says, {@code too_large}, and {@code marketplace_unreachable}, {@code …_forged},
     *     {@code …_expired}, {@code …_stale} or {@code …_invalid} when the marketplace that has the say cannot be used
     * @throws InterruptedException when interrupted; nothing is left behind
     */
    Delivery order(Order order) throws PluginException, InterruptedException;

    /**
     * What is wanted.
     *
     * @param plugin its id
     * @param version exactly this one, be it taken back or not yet released; empty for the newest that fits
     * @param installed versions of the plugins that are installed, by id
     * @param maxBytes that a file may have
     * @param alone whether to leave out what it needs
     */
    record Order(
            String plugin,
            Optional<String> version,
            Map<String, String> installed,
            long maxBytes,
            boolean alone) {
        /** Copies the map. */
        public Order {
            installed = Map.copyOf(installed);
        }
    }

    /** Files that were fetched, on a disk of ours until this is closed. */
    @ProviderType
    interface Delivery extends AutoCloseable {
        /** What the plugin needs, in the order in which it is to be installed, and the plugin last. */
        List<Parcel> parcels();

        /** Deletes the files. */
        @Override
        void close();
    }

    /**
     * A plugin's file, which has the size and digest that its catalogue says.
     *
     * @param plugin its id
     * @param version its version
     * @param file where it lies
     * @param sha256 of it, hex
     * @param warrant what its marketplace says of it
     */
    record Parcel(String plugin, String version, Path file, String sha256, Warrant warrant) {}

    /**
     * What a marketplace says of a file.
     *
     * @param marketplace its name here
     * @param key SHA-256 of the public key that signed the file, hex; signed by another it does not come in
     * @param vouches whether that key counts as a pinned publisher's
     * @param warnings what to know before it is let in, for people
     */
    record Warrant(String marketplace, String key, boolean vouches, List<String> warnings) {
        /** Copies the list. */
        public Warrant {
            warnings = List.copyOf(warnings);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

import dev.postern.core.marketplace.Marketplaces.Delivery;
import dev.postern.core.marketplace.Marketplaces.Parcel;
import dev.postern.core.plugin.PluginException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What marketplaces sent for plugins that somebody wants, or why they did not. It is fetched before the turn in which it is
 * used, since a marketplace may take its time.
 */
final class FetchedFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FetchedFiles.class);
    /** One marketplace that does not answer holds up few of the others'. */
    private static final int MOST_AT_ONCE = 4;

    private final Map<String, Delivery> deliveries = new ConcurrentHashMap<>();
    private final Map<String, PluginException> refusals = new ConcurrentHashMap<>();

    /** Nothing was asked for. */
    static FetchedFiles none() {
        return new FetchedFiles();
    }

    /**
     * Asks for all of them, several at once.
     *
     * @param orders by the plugin's id
     * @throws InterruptedException when interrupted; nothing is left behind
     */
    static FetchedFiles fetch(Map<String, Fetch> orders) throws InterruptedException {
        var files = new FetchedFiles();
        var places = new Semaphore(MOST_AT_ONCE);
        // the end waits for all; one that is interrupted ends them
        try (var fetchers = Executors
                .newThreadPerTaskExecutor(Thread.ofVirtual().name("postern-plugins-fetch-", 0).factory())) {
            orders.forEach((id, order) -> fetchers.submit(() -> {
                places.acquire();
                try {
                    files.take(id, order);
                } finally {
                    places.release();
                }
                return id;
            }));
        }
        if (Thread.interrupted()) {
            files.close();
            throw new InterruptedException("interrupted while fetching");
        }
        return files;
    }

    private void take(String id, Fetch order) throws InterruptedException {
        try {
            deliveries.put(id, order.run());
        } catch (PluginException refused) {
            refusals.put(id, refused);
        } catch (RuntimeException failed) {
            LOG.error("The file of the plugin {} could not be fetched", id, failed);
            refusals.put(id, new PluginException("unavailable", "its file could not be fetched: " + failed, failed));
        }
    }

    /**
     * The plugin's file; empty when it was not asked for.
     *
     * @throws PluginException why it was not sent
     */
    Optional<Parcel> parcel(String id) throws PluginException {
        PluginException refused = refusals.get(id);
        if (refused != null) {
            throw refused;
        }
        return Optional.ofNullable(deliveries.get(id)).map(delivery -> delivery.parcels().getLast());
    }

    @Override
    public void close() {
        deliveries.values().forEach(Delivery::close);
    }

    /** Fetches a file. */
    @FunctionalInterface
    interface Fetch {
        Delivery run() throws PluginException, InterruptedException;
    }
}

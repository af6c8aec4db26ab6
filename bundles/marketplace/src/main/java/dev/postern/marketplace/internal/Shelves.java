// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import dev.postern.core.home.PosternHome;
import dev.postern.core.json.Json;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All marketplaces, those with the say first. Looks at them on a thread of its own, and when somebody asks for it. */
@Component(service = Shelves.class, configurationPid = MarketplaceConfig.PID)
@Designate(ocd = MarketplaceConfig.class)
public final class Shelves {
    private static final Logger LOG = LoggerFactory.getLogger(Shelves.class);

    private final List<Shelf> all;
    private final Path folder;
    private final Optional<HttpClient> client;
    private final ExecutorService lookers = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("postern-marketplace-", 0).factory());
    private final Thread watcher;

    /** Begins to look. */
    @Activate
    public Shelves(BundleContext context, MarketplaceConfig config, @Reference Json json) {
        folder = new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY))).data().resolve("marketplace");
        var sources = Source.all(config);
        // a client has threads, and most gateways have no marketplace
        client = sources.isEmpty() ? Optional.empty() : Optional.of(client(config));
        var reader = new EditionReader(json);
        var patience = Duration.ofSeconds(config.fetch_seconds());
        all = sources.stream().map(source -> new Shelf(source, folder(source, patience),
                new EditionStore(folder.resolve(source.name())), reader, Clock.systemUTC())).toList();
        watcher = Thread.ofVirtual().name("postern-marketplace-watch")
                .start(() -> watch(Duration.ofMinutes(config.refresh_minutes())));
    }

    private HttpClient client(MarketplaceConfig config) {
        return HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofMillis(config.connect_millis())).executor(lookers).build();
    }

    private Folder folder(Source source, Duration patience) {
        return "file".equals(source.folder().getScheme())
                ? new DiskFolder(Path.of(source.folder()))
                : new HttpFolder(client.orElseThrow(), source.folder(), patience);
    }

    private void watch(Duration pause) {
        try {
            each(Shelf::load);
            while (!all.isEmpty()) {
                each(Shelf::refresh);
                // nobody tells when a marketplace changes
                Thread.sleep(pause);
            }
        } catch (InterruptedException | RejectedExecutionException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what is under way. */
    @Deactivate
    public void stop() {
        watcher.interrupt();
        client.ifPresent(HttpClient::shutdownNow);
        lookers.shutdownNow();
    }

    /** Those with the say first. */
    List<Shelf> all() {
        return all;
    }

    Optional<Shelf> named(String name) {
        return all.stream().filter(shelf -> shelf.source().name().equals(name)).findFirst();
    }

    /** Those that have something to choose from. */
    List<Edition> editions() {
        return all.stream().flatMap(shelf -> shelf.edition().stream()).toList();
    }

    /** Looks at all of them, side by side: one that does not answer holds up none. */
    void refresh() throws InterruptedException {
        each(Shelf::refresh);
    }

    private void each(Work work) throws InterruptedException {
        var looks = lookers.invokeAll(all.stream().map(shelf -> (Callable<Shelf>) () -> {
            work.on(shelf);
            return shelf;
        }).toList());
        for (var look : looks) {
            try {
                look.get();
            } catch (ExecutionException failed) {
                LOG.error("A marketplace could not be looked at", failed);
            }
        }
    }

    /** Where files may be kept for a while. */
    Path folder() {
        return folder;
    }

    private interface Work {
        void on(Shelf shelf) throws InterruptedException;
    }
}

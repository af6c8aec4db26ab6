// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

import dev.postern.core.audit.AuditLog;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.health.HealthPart;
import dev.postern.core.home.PosternHome;
import dev.postern.core.json.Json;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jdbc.DataSourceFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the database once its driver is there, off the activating thread, and registers {@link Store}, {@link Journal}
 * and {@link Rows} when it is open: whoever needs them starts then. Why they are not there, health says.
 */
@Component(configurationPid = StoreSettings.PID, service = HealthPart.class, immediate = true)
@Designate(ocd = StoreSettings.class)
public final class StoreComponent
        implements
            HealthPart,
            ServiceTrackerCustomizer<DataSourceFactory, DataSourceFactory> {
    private static final Logger LOG = LoggerFactory.getLogger(StoreComponent.class);

    private static final long RETRY_SECONDS = 2;

    private final BundleContext context;
    private final Json json;
    private final Metrics metrics;
    private final StoreSettings settings;
    private final Dialect dialect;
    private final String url;
    private final Path folder;
    private final Path secrets;
    private final ServiceTracker<DataSourceFactory, DataSourceFactory> drivers;
    /** Opens and closes, one after the other. */
    private final ExecutorService opener = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("postern-store-open").factory());
    /** For the opener only. */
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private volatile @Nullable StoreEngine engine;
    private volatile String waiting;
    private volatile boolean stopped;
    private final AtomicReference<@Nullable CountDownLatch> driverGone = new AtomicReference<>();

    /** Begins to look for the driver. */
    @Activate
    public StoreComponent(BundleContext context, @Reference Json json, @Reference Metrics metrics,
            StoreSettings settings) throws InvalidSyntaxException {
        this.context = context;
        this.json = json;
        this.metrics = metrics;
        this.settings = settings;
        var home = new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY)));
        folder = home.data().resolve("derby");
        secrets = home.secrets();
        boolean embedded = settings.url().isBlank();
        url = embedded ? "jdbc:derby:" + folder + ";create=true" : settings.url();
        dialect = Dialect.of(url);
        waiting = "waits for the driver " + dialect.driver() + ": is its bundle started?";
        drivers = new ServiceTracker<>(context,
                FrameworkUtil.createFilter("(&(" + Constants.OBJECTCLASS + "=" + DataSourceFactory.class.getName()
                        + ")(" + DataSourceFactory.OSGI_JDBC_DRIVER_CLASS + "=" + dialect.driver() + "))"),
                this);
        opener.execute(() -> {
            if (!stopped) {
                drivers.open();
            }
        });
    }

    @Override
    public String name() {
        return "store";
    }

    @Override
    public Health health() {
        var open = engine;
        return open == null ? Health.down(waiting) : open.health();
    }

    @Override
    public @Nullable DataSourceFactory addingService(ServiceReference<DataSourceFactory> reference) {
        var gone = new CountDownLatch(1);
        if (!driverGone.compareAndSet(null, gone)) {
            return null;
        }
        var factory = context.getService(reference);
        if (factory == null) {
            driverGone.set(null);
            return null;
        }
        opener.execute(() -> open(factory, gone));
        return factory;
    }

    @Override
    public void modifiedService(ServiceReference<DataSourceFactory> reference, DataSourceFactory factory) {
        // says nothing that matters here
    }

    @Override
    public void removedService(ServiceReference<DataSourceFactory> reference, DataSourceFactory factory) {
        giveUpOpening();
        CompletableFuture.runAsync(this::close, opener).join();
        driverGone.set(null);
        context.ungetService(reference);
    }

    /** Tries until the database answers: a server may start after us. A schema that is too new ends the attempts. */
    private void open(DataSourceFactory factory, CountDownLatch gone) {
        waiting = "the database is being opened";
        try {
            do {
                try {
                    var key = HomeKey.of(secrets);
                    register(StoreEngine.open(database(factory), Migrations.shipped(), json, metrics,
                            Clock.systemUTC(), limits(), key), key);
                    return;
                } catch (SQLException | IOException e) {
                    var problem = "the database cannot be opened, trying again: " + e.getMessage();
                    if (!problem.equals(waiting)) {
                        LOG.error("{}", problem, e);
                    }
                    waiting = problem;
                }
            } while (!gone.await(RETRY_SECONDS, TimeUnit.SECONDS));
        } catch (RuntimeException e) {
            waiting = "the database cannot be opened: " + e.getMessage();
            LOG.error("{}", waiting, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void register(StoreEngine open, KeyedDigest digest) {
        engine = open;
        LOG.info("the store is open: {}", dialect.name().toLowerCase(Locale.ROOT));
        registrations.add(context.registerService(Store.class, open, null));
        registrations.add(context.registerService(Journal.class, open.journal(), null));
        registrations.add(context.registerService(Rows.class, open.rows(), null));
        registrations.add(context.registerService(AuditLog.class, open.audit(), null));
        registrations.add(context.registerService(KeyedDigest.class, digest, null));
    }

    private StoreEngine.Limits limits() {
        return new StoreEngine.Limits(settings.queue_batches(), settings.queue_bytes(), settings.reserve_bytes(),
                settings.readers(), settings.keep_months(), StoreEngine.Limits.LAST_WORK);
    }

    private Database database(DataSourceFactory factory) throws SQLException {
        if (dialect != Dialect.DERBY) {
            return new Database(dialect, source(factory, url), null, null);
        }
        try {
            Files.createDirectories(folder.getParent());
        } catch (IOException e) {
            throw new SQLException("the folder for the database cannot be made: " + e.getMessage(), e);
        }
        return new Database(dialect, source(factory, url),
                source(factory, "jdbc:derby:" + folder + ";shutdown=true"), folder.getParent());
    }

    private DataSource source(DataSourceFactory factory, String of) throws SQLException {
        var properties = new Properties();
        properties.setProperty(DataSourceFactory.JDBC_URL, of);
        dialect.connectionProperties().forEach((name, value) -> {
            if (!of.contains(name + "=")) {
                properties.setProperty(name, value);
            }
        });
        if (!settings.user().isEmpty()) {
            properties.setProperty(DataSourceFactory.JDBC_USER, settings.user());
            properties.setProperty(DataSourceFactory.JDBC_PASSWORD, settings._password());
        }
        return factory.createDataSource(properties);
    }

    /** Stops looking, and closes what is open. */
    @Deactivate
    public void stop() {
        stopped = true;
        giveUpOpening();
        // whatever was about to look for the driver has done so, or will not
        CompletableFuture.runAsync(() -> {}, opener).join();
        drivers.close();
        opener.shutdown();
    }

    private void giveUpOpening() {
        var gone = driverGone.get();
        if (gone != null) {
            gone.countDown();
        }
    }

    private void close() {
        for (var registration : registrations.reversed()) {
            registration.unregister();
        }
        registrations.clear();
        var open = engine;
        engine = null;
        waiting = "the database is closed";
        if (open != null) {
            open.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;

import dev.postern.core.home.PosternHome;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.derby.internal.DerbyDataSourceFactory;
import dev.postern.json.StrictJson;
import dev.postern.store.internal.StoreComponent;
import dev.postern.store.internal.StoreSettings;
import org.osgi.framework.BundleContext;
import org.osgi.service.jdbc.DataSourceFactory;

/** The store that ships, on disk. */
final class DerbyStore implements AutoCloseable {
    private final BundleContext context;
    private final StoreComponent component;

    DerbyStore(TestFramework framework, Path home) throws Exception {
        context = framework.context();
        var properties = new Hashtable<String, Object>();
        Files.createDirectories(home.resolve("log"));
        properties.put(DataSourceFactory.OSGI_JDBC_DRIVER_CLASS, "org.apache.derby.jdbc.EmbeddedDriver");
        context.registerService(
                DataSourceFactory.class, new DerbyDataSourceFactory(new PosternHome(home)), properties);
        component = new StoreComponent(
                context, new StrictJson(), new Fixture.Counts(), Fixture.settings(StoreSettings.class, Map.of()));
        Fixture.await(() -> context.getServiceReference(Rows.class) != null);
    }

    Store store() {
        return Objects.requireNonNull(context.getService(context.getServiceReference(Store.class)));
    }

    Journal journal() {
        return Objects.requireNonNull(context.getService(context.getServiceReference(Journal.class)));
    }

    Rows rows() {
        return Objects.requireNonNull(context.getService(context.getServiceReference(Rows.class)));
    }

    /** Returns once the journal shows whatever a row shows by now: rows are there to read a moment before. */
    void settle() throws StoreException {
        store().commit(Batch.of());
    }

    @Override
    public void close() {
        component.stop();
    }
}

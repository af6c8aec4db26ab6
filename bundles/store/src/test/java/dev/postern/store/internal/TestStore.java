package dev.postern.store.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Properties;

import dev.postern.core.home.PosternHome;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.derby.internal.DerbyDataSourceFactory;
import dev.postern.json.StrictJson;
import org.osgi.service.jdbc.DataSourceFactory;

/** The real store on embedded Derby in a folder. */
public record TestStore(Store store, Journal journal, Rows rows, AutoCloseable engine) implements AutoCloseable {

    public static TestStore open(Path home, Metrics metrics) {
        try {
            var folder = Files.createDirectories(home.resolve("data"));
            Files.createDirectories(home.resolve("log"));
            var factory = new DerbyDataSourceFactory(new PosternHome(home));
            var database = new Database(Dialect.DERBY, factory.createDataSource(url(folder, "create=true")),
                    factory.createDataSource(url(folder, "shutdown=true")), folder);
            var engine = StoreEngine.open(database, Migrations.shipped(), new StrictJson(), metrics,
                    Clock.systemUTC(), StoreEngine.Limits.DEFAULT);
            return new TestStore(engine, engine.journal(), engine.rows(), engine);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Properties url(Path folder, String attribute) {
        var properties = new Properties();
        properties.setProperty(DataSourceFactory.JDBC_URL, "jdbc:derby:" + folder.resolve("derby") + ";" + attribute);
        return properties;
    }

    @Override
    public void close() {
        try {
            engine.close();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}

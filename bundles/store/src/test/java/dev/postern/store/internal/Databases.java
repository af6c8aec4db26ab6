// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import dev.postern.core.home.PosternHome;
import dev.postern.derby.internal.DerbyDataSourceFactory;
import org.osgi.service.jdbc.DataSourceFactory;
import org.postgresql.ds.PGSimpleDataSource;

/** Databases of tests. */
final class Databases {
    private Databases() {}

    static Database derby(Path home) throws Exception {
        var folder = Files.createDirectories(home.resolve("data"));
        Files.createDirectories(home.resolve("log"));
        var factory = new DerbyDataSourceFactory(new PosternHome(home));
        return new Database(Dialect.DERBY, factory.createDataSource(url(folder, "create=true")),
                factory.createDataSource(url(folder, "shutdown=true")), folder);
    }

    static Database postgres(String url) {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        return new Database(Dialect.POSTGRESQL, source, null, null);
    }

    private static Properties url(Path folder, String attribute) {
        var properties = new Properties();
        properties.setProperty(DataSourceFactory.JDBC_URL, "jdbc:derby:" + folder.resolve("derby") + ";" + attribute);
        return properties;
    }
}

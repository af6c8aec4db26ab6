// SPDX-License-Identifier: Apache-2.0
package dev.postern.derby.internal;

import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import javax.sql.XADataSource;

import dev.postern.core.home.PosternHome;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.apache.derby.jdbc.EmbeddedDriver;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.jdbc.DataSourceFactory;

/**
 * Embedded Derby. Takes {@link DataSourceFactory#JDBC_URL} of the form {@code jdbc:derby:<folder>[;create=true]} or
 * {@code jdbc:derby:<folder>;shutdown=true}; every connection of the latter closes the database and fails by design.
 */
@Component(property = {DataSourceFactory.OSGI_JDBC_DRIVER_CLASS + "=" + DerbyDataSourceFactory.DRIVER_CLASS,
    DataSourceFactory.OSGI_JDBC_DRIVER_NAME + "=derby"})
public final class DerbyDataSourceFactory implements DataSourceFactory {
    static final String DRIVER_CLASS = "org.apache.derby.jdbc.EmbeddedDriver";
    private static final String PREFIX = "jdbc:derby:";

    /** Tunes the engine before its first class is initialised. */
    @Activate
    public DerbyDataSourceFactory(BundleContext context) {
        this(new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY))));
    }

    /** For a home. */
    public DerbyDataSourceFactory(PosternHome home) {
        DerbyTuning.apply(home.root());
    }

    @Override
    public DataSource createDataSource(@Nullable Properties properties) throws SQLException {
        var url = properties == null ? null : properties.getProperty(JDBC_URL);
        if (url == null || !url.startsWith(PREFIX)) {
            throw new SQLException("the property \"" + JDBC_URL + "\" must begin with " + PREFIX);
        }
        var parts = url.substring(PREFIX.length()).split(";", 2);
        var source = new EmbeddedDataSource();
        source.setDatabaseName(parts[0]);
        if (parts.length > 1 && parts[1].equals("shutdown=true")) {
            source.setShutdownDatabase("shutdown");
        } else if (parts.length > 1) {
            source.setConnectionAttributes(parts[1]);
        }
        return source;
    }

    @Override
    public ConnectionPoolDataSource createConnectionPoolDataSource(@Nullable Properties properties)
            throws SQLException {
        throw new SQLFeatureNotSupportedException("embedded connections are cheap; nothing here pools them");
    }

    @Override
    public XADataSource createXADataSource(@Nullable Properties properties) throws SQLException {
        throw new SQLFeatureNotSupportedException("there is one database: no distributed transactions");
    }

    @Override
    public Driver createDriver(@Nullable Properties properties) {
        return new EmbeddedDriver();
    }
}

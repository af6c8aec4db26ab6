// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A server of the installed PostgreSQL in a folder of its own, on a free port of this machine. */
public final class PostgresServer implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final int ATTEMPTS = 5;
    private static final String MISSING = "no PostgreSQL under " + INSTALLED
            + "; install the package postgresql to run it";

    private final AtomicInteger databases = new AtomicInteger();
    private @Nullable Path folder;
    private @Nullable Process server;
    private int port;

    /** Skips the test when no PostgreSQL is installed. */
    public void start() throws IOException, InterruptedException {
        var bin = bin();
        if (bin.isEmpty()) {
            // Maven only counts what is skipped
            System.err.println("SKIPPED: " + MISSING);
        }
        Assumptions.assumeTrue(bin.isPresent(), "SKIPPED: " + MISSING);
        var made = Files.createTempDirectory("postern-pg");
        folder = made;
        boolean root = System.getProperty("user.name").equals("root");
        if (root) {
            run(List.of("chown", "nobody", made.toString()));
        }
        var data = made.resolve("data");
        run(asOrdinaryUser(root, bin.get().resolve("initdb").toString(), "-D", data.toString(), "-U", "postern", "-A",
                "trust", "-E", "UTF8", "--no-locale", "--no-sync"));
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            port = freePort();
            server = process(asOrdinaryUser(root, bin.get().resolve("postgres").toString(), "-D", data.toString(), "-p",
                    Integer.toString(port), "-h", "127.0.0.1", "-k", made.toString(), "-c", "max_connections=50"))
                    .start();
            if (isReady(server)) {
                return;
            }
            // somebody else took the port before the server did
        }
        throw new IOException("PostgreSQL does not start: " + Files.readString(made.resolve("log")));
    }

    private static List<String> asOrdinaryUser(boolean root, String... command) {
        var all = new ArrayList<String>();
        if (root) {
            // the server refuses to run as root
            all.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private static Optional<Path> bin() throws IOException {
        if (Files.notExists(INSTALLED)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(INSTALLED)) {
            Path newest = null;
            for (var version : versions) {
                if (Files.isExecutable(version.resolve("bin/initdb"))
                        && (newest == null || version.compareTo(newest) > 0)) {
                    newest = version;
                }
            }
            return Optional.ofNullable(newest).map(version -> version.resolve("bin"));
        }
    }

    private ProcessBuilder process(List<String> command) {
        var log = java.util.Objects.requireNonNull(folder).resolve("log").toFile();
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log)).directory(new java.io.File("/"));
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        var process = process(command).start();
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(command + " failed: "
                    + Files.readString(java.util.Objects.requireNonNull(folder).resolve("log")));
        }
    }

    /** Waits until it answers; false when it ended instead. */
    private boolean isReady(Process started) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (started.isAlive()) {
            try (var connection = DriverManager.getConnection(url("postgres"))) {
                // one that answers may be somebody else's
                return started.isAlive();
            } catch (SQLException notYet) {
                if (System.nanoTime() > end) {
                    throw new IOException("PostgreSQL does not answer", notYet);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        return false;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The JDBC URL of a database, with the user, who needs no password. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postern";
    }

    /** Makes an empty database and gives its name. */
    public String newDatabase() throws SQLException {
        var name = "postern" + databases.incrementAndGet();
        try (var connection = DriverManager.getConnection(url("postgres"));
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return name;
    }

    @Override
    public void close() {
        if (server != null) {
            server.destroy();
            server.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        }
        if (folder == null) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

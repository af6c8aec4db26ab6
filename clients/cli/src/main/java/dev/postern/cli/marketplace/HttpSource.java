// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.TimeUnit;

import dev.postern.cli.Failure;

/** A folder of a web server. */
final class HttpSource extends Source {
    private static final int TIMEOUT_MS = 30_000;
    private static final long MOST_SECONDS = 600;
    private static final int MAX_REDIRECTS = 3;

    private final URI folder;

    HttpSource(URI folder) {
        if (folder.getHost() == null) {
            throw new IllegalArgumentException("it names no host");
        }
        this.folder = folder;
    }

    @Override
    InputStream open(String path) throws Failure, IOException {
        var address = folder.resolve(path);
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            var connection = connect(address);
            int status = status(connection);
            if (status == HttpURLConnection.HTTP_OK) {
                return connection.getInputStream();
            }
            var location = connection.getHeaderField("Location");
            connection.disconnect();
            if (status / 100 != 3 || location == null) {
                throw new Failure("unreachable", address + " answers " + status);
            }
            address = next(address, location);
        }
        throw new Failure("invalid", folder.resolve(path) + " sends on more than " + MAX_REDIRECTS + " times");
    }

    private static HttpURLConnection connect(URI address) throws IOException {
        var connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        // packed content would come with another length than the one that is signed
        connection.setRequestProperty("Accept-Encoding", "identity");
        return connection;
    }

    private static int status(HttpURLConnection connection) throws Failure {
        try {
            return connection.getResponseCode();
        } catch (IOException nobody) {
            throw new Failure("unreachable", connection.getURL() + " cannot be had: " + nobody.getMessage());
        }
    }

    /** What is signed may come from anywhere; but who asked for https gets nothing else. */
    private static URI next(URI from, String location) throws Failure {
        try {
            var to = from.resolve(location);
            if (to.getHost() != null && (from.getScheme().equals(to.getScheme()) || "https".equals(to.getScheme()))) {
                return to;
            }
        } catch (IllegalArgumentException malformed) {
            // told below
        }
        throw new Failure("invalid",
                from + " sends on to " + location + ", which is no address by " + from.getScheme());
    }

    @Override
    void checkTime(String path, long begun) throws Failure {
        if (TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) > MOST_SECONDS) {
            throw new Failure("unreachable", path + " did not come within " + MOST_SECONDS + " s");
        }
    }
}

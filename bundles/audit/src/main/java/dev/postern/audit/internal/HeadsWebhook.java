// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import dev.postern.core.audit.SignedHead;

/** Posts signed heads, a JSON array of them. Follows no redirect. */
final class HeadsWebhook {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI address;

    /**
     * To an address.
     *
     * @throws IllegalArgumentException unless it is https, or http on this machine
     */
    HeadsWebhook(String address) {
        this.address = URI.create(address);
        boolean here = "http".equals(this.address.getScheme()) && isLoopback(this.address.getHost());
        if (this.address.getHost() == null || !here && !"https".equals(this.address.getScheme())) {
            throw new IllegalArgumentException(AuditConfig.PID + ": heads.webhook is an https address, or http on this"
                    + " machine by its address, not " + address);
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return host != null && InetAddress.ofLiteral(host.replace("[", "").replace("]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    void post(List<SignedHead> heads) throws IOException, InterruptedException {
        var body = heads.stream().map(SignedHead::line).collect(Collectors.joining(",", "[", "]"));
        var request = HttpRequest.newBuilder(address).timeout(PATIENCE).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var answer = client.send(request, HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(address.getHost() + " answers " + answer.statusCode());
            }
        }
    }
}

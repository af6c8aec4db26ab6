package dev.postern.access.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to hosts that are allowed, checked for each redirect again. The addresses are checked when a request is made; that
 * the connection then goes to the same address is left to the resolver's cache.
 */
final class AllowedHttp implements HttpAccess {
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final HostRules rules;
    private final boolean readOnly;
    private final AtomicReference<@Nullable HttpClient> client = new AtomicReference<>();
    private volatile boolean closed;

    AllowedHttp(HostRules rules, boolean readOnly) {
        this.rules = rules;
        this.readOnly = readOnly;
    }

    void close() {
        closed = true;
        var used = client.getAndSet(null);
        if (used != null) {
            used.shutdownNow();
        }
    }

    @Override
    public Response send(Request request) throws ToolException, InterruptedException {
        if (readOnly && !SAFE.contains(request.method())) {
            throw new ToolException("forbidden", "a preview sends nothing that may change something");
        }
        long end = System.nanoTime() + request.timeout().toNanos();
        var uri = request.uri();
        var method = request.method();
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            rules.check(uri);
            var answer = exchange(request, method, uri, Duration.ofNanos(end - System.nanoTime()));
            var location = answer.headers().getOrDefault("location", java.util.List.of());
            if (!REDIRECTS.contains(answer.status()) || location.isEmpty() || !SAFE.contains(method)) {
                return answer;
            }
            uri = resolve(uri, location.getFirst());
        }
        throw new ToolException("too_many_redirects", "more than " + MAX_REDIRECTS + " redirects");
    }

    private static URI resolve(URI base, String location) throws ToolException {
        try {
            return base.resolve(location);
        } catch (IllegalArgumentException bad) {
            throw new ToolException("bad_response", "the redirect leads to no address");
        }
    }

    private Response exchange(Request request, String method, URI uri, Duration timeout)
            throws ToolException, InterruptedException {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new ToolException("timeout", "no answer in time", true, null);
        }
        var builder = HttpRequest.newBuilder(uri).timeout(timeout);
        request.headers().forEach(builder::setHeader);
        var body = request.body().length == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(request.body());
        try {
            var answer = client().send(builder.method(method, body).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (var in = answer.body()) {
                return new Response(answer.statusCode(), answer.headers().map(), read(in, request.maxBytes()), uri);
            }
        } catch (HttpTimeoutException e) {
            throw new ToolException("timeout", "no answer in time", true, e);
        } catch (IOException e) {
            throw new ToolException("unavailable", uri.getHost() + " cannot be reached", true, e);
        } catch (IllegalArgumentException e) {
            throw new ToolException("invalid_input", "that is no request: " + e.getMessage());
        }
    }

    private static byte[] read(InputStream in, int maxBytes) throws IOException, ToolException {
        var bytes = new ByteArrayOutputStream();
        var buffer = new byte[8_192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (bytes.size() + n > maxBytes) {
                throw new ToolException("too_large", "the answer is larger than " + maxBytes + " bytes");
            }
            bytes.write(buffer, 0, n);
        }
        return bytes.toByteArray();
    }

    private HttpClient client() {
        if (closed) {
            throw new IllegalStateException("the call has ended, and with it what it may use");
        }
        return java.util.Objects.requireNonNull(client.updateAndGet(made -> made != null
                ? made
                : HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(Duration.ofSeconds(10))
                        .build()));
    }
}

package dev.postern.access.internal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to hosts that are allowed, checked for each redirect again. A host's addresses are checked when a request is made;
 * that the connection then goes to one of them follows from the resolver's cache only, which keeps answers for 30 s. Who
 * sets {@code networkaddress.cache.ttl=0} gives that up.
 */
final class AllowedHttp implements HttpAccess {
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    /** What says who asks is for the host it was meant for. */
    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "proxy-authorization");

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
        var headers = request.headers();
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            rules.check(uri);
            var answer = exchange(request, headers, uri, end - System.nanoTime());
            var location = answer.headers().getOrDefault("location", List.of());
            if (!REDIRECTS.contains(answer.status()) || location.isEmpty() || !SAFE.contains(request.method())) {
                return answer;
            }
            var next = resolve(uri, location.getFirst());
            headers = sameOrigin(uri, next) ? headers : withoutCredentials(headers);
            uri = next;
        }
        throw new ToolException("too_many_redirects", "more than " + MAX_REDIRECTS + " redirects");
    }

    private static URI resolve(URI base, String location) throws ToolException {
        try {
            var next = base.resolve(location);
            if ("https".equalsIgnoreCase(base.getScheme()) && !"https".equalsIgnoreCase(next.getScheme())) {
                throw new ToolException("forbidden", "the redirect leads from https to something less");
            }
            return next;
        } catch (IllegalArgumentException bad) {
            throw new ToolException("bad_response", "the redirect leads to no address");
        }
    }

    private static boolean sameOrigin(URI one, URI other) {
        return String.valueOf(one.getScheme()).equalsIgnoreCase(other.getScheme())
                && String.valueOf(one.getHost()).equalsIgnoreCase(other.getHost())
                && one.getPort() == other.getPort();
    }

    private static Map<String, String> withoutCredentials(Map<String, String> headers) {
        var rest = new HashMap<>(headers);
        rest.keySet().removeIf(name -> CREDENTIALS.contains(name.toLowerCase(Locale.ROOT)));
        return rest;
    }

    private Response exchange(Request request, Map<String, String> headers, URI uri, long nanos)
            throws ToolException, InterruptedException {
        var exchange = client().sendAsync(prepare(request, headers, uri), info -> new LimitedBody(request.maxBytes()));
        boolean done = false;
        try {
            HttpResponse<byte[]> answer = exchange.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            done = true;
            return new Response(answer.statusCode(), answer.headers().map(), answer.body(), uri);
        } catch (TimeoutException e) {
            throw new ToolException("timeout", "no whole answer in time", true, e);
        } catch (CancellationException e) {
            throw new ToolException("unavailable", uri.getHost() + " cannot be reached", true, e);
        } catch (ExecutionException e) {
            throw failure(request, uri, e.getCause());
        } finally {
            if (!done) {
                // also when interrupted: closes the connection
                exchange.cancel(true);
            }
        }
    }

    private static HttpRequest prepare(Request request, Map<String, String> headers, URI uri) throws ToolException {
        try {
            var builder = HttpRequest.newBuilder(uri);
            headers.forEach(builder::setHeader);
            var body = request.body().length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(request.body());
            return builder.method(request.method(), body).build();
        } catch (IllegalArgumentException e) {
            throw new ToolException("invalid_input", "that is no request: " + e.getMessage());
        }
    }

    private static ToolException failure(Request request, URI uri, @Nullable Throwable cause) {
        for (var reason = cause; reason != null; reason = reason.getCause()) {
            if (reason instanceof LimitedBody.TooLarge) {
                return new ToolException(
                        "too_large", "the answer is larger than " + request.maxBytes() + " bytes");
            }
        }
        return new ToolException("unavailable", uri.getHost() + " cannot be reached", true, cause);
    }

    private HttpClient client() {
        var made = client.updateAndGet(there -> there != null
                ? there
                : HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(Duration.ofSeconds(10))
                        .build());
        if (closed) {
            close();
            throw new IllegalStateException("the call has ended, and with it what it may use");
        }
        return Objects.requireNonNull(made);
    }
}

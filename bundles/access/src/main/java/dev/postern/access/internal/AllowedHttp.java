// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;

/**
 * HTTP to hosts that are allowed, checked for each redirect again. Names are looked up once for each request, and the
 * connection goes to an address that was checked. Each request has a connection and a virtual thread of its own, which end
 * with it: nothing is kept between requests.
 */
final class AllowedHttp implements HttpAccess {
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,32}");

    private final Network network;
    private final HostRules rules;
    private final boolean readOnly;
    private final Set<Exchange> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    AllowedHttp(Network network, HostRules rules, boolean readOnly) {
        this.network = network;
        this.rules = rules;
        this.readOnly = readOnly;
    }

    void close() {
        closed = true;
        running.forEach(Exchange::end);
    }

    @Override
    public Response send(Request request) throws ToolException, InterruptedException {
        long end = System.nanoTime() + request.timeout().toNanos();
        checkMethod(request);
        var headers = RequestHeaders.checked(request.headers());
        var target = Target.of(request.uri());
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            check(target);
            var answer = exchange(request, headers, target, end - System.nanoTime());
            var location = answer.headers().get("location");
            if (!REDIRECTS.contains(answer.status()) || location == null || !SAFE.contains(request.method())) {
                return answer;
            }
            var next = follow(target, location.getFirst());
            headers = target.sameOrigin(next) ? headers : RequestHeaders.forAnotherOrigin(headers);
            target = next;
        }
        throw new ToolException("too_many_redirects", "more than " + MAX_REDIRECTS + " redirects");
    }

    @Override
    public Stream open(Request request) throws ToolException, InterruptedException {
        checkMethod(request);
        var headers = RequestHeaders.checked(request.headers());
        var target = Target.of(request.uri());
        check(target);
        var exchange = new Exchange(network, rules, target, Requests.of(request, headers, target), request.maxBytes());
        running.add(exchange);
        var arriving = new ArrivingAnswer(exchange, target, () -> running.remove(exchange));
        try {
            checkOpen();
            arriving.begin(request.timeout());
        } catch (ToolException | InterruptedException | RuntimeException failed) {
            arriving.close();
            throw failed;
        }
        return arriving;
    }

    private static void checkMethod(Request request) throws ToolException {
        if (!METHOD.matcher(request.method()).matches() || request.method().equals("CONNECT")) {
            throw new ToolException("invalid_input", "a method is GET, POST or the like");
        }
    }

    private void check(Target target) throws ToolException {
        rules.check(target);
        if (readOnly) {
            throw new ToolException("dry_run", "a preview sends nothing");
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the call has ended, and with it what it may use");
        }
    }

    private static Target follow(Target from, String location) throws ToolException {
        URI next;
        try {
            // RFC 3986, 5.2.2: a query alone leaves the path; URI follows an older rule
            next = location.startsWith("?")
                    ? from.uri().resolve(from.uri().getRawPath() + location)
                    : from.uri().resolve(location);
        } catch (IllegalArgumentException bad) {
            throw new ToolException("bad_response", "the redirect of " + from.host() + " leads to no address");
        }
        var target = Target.of(next);
        if (from.secure() && !target.secure()) {
            throw new ToolException("forbidden", "the redirect leads from https to something less");
        }
        return target;
    }

    private Response exchange(Request request, Map<String, String> headers, Target target, long nanos)
            throws ToolException, InterruptedException {
        var exchange = new Exchange(network, rules, target, Requests.of(request, headers, target), request.maxBytes());
        running.add(exchange);
        try {
            checkOpen();
            var task = new FutureTask<>(exchange);
            Thread.ofVirtual().name("http " + target.host()).inheritInheritableThreadLocals(false).start(task);
            return task.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new ToolException("timeout", "no whole answer of " + target.host() + " in time", true, e);
        } catch (ExecutionException e) {
            throw Failures.of(target, e.getCause());
        } finally {
            // also when interrupted: closes the connection
            exchange.end();
            running.remove(exchange);
        }
    }
}

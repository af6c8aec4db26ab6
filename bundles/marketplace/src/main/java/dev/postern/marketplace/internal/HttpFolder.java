// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A folder of a web server. A file comes within one time limit, redirects and all, and is cut off at the first byte that it
 * may not have.
 */
final class HttpFolder implements Folder {
    private static final int MAX_REDIRECTS = 3;
    private static final int OK = 200;
    /** What may come with an answer that is no file. */
    private static final int MAX_NOTE = 65_536;

    private final HttpClient client;
    private final URI folder;
    private final Duration patience;

    /**
     * Over a client that follows no redirects.
     *
     * @param patience for a file
     */
    HttpFolder(HttpClient client, URI folder, Duration patience) {
        this.client = client;
        this.folder = folder;
        this.patience = patience;
    }

    @Override
    public byte[] read(String path, int most) throws Trouble, InterruptedException {
        return get(path, most, BodySubscribers::ofByteArray).body();
    }

    @Override
    public void copy(String path, long size, Path to) throws Trouble, InterruptedException {
        get(path, size, () -> BodySubscribers.ofFile(to, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING));
        try {
            if (Files.size(to) != size) {
                throw Limits.cut(path, Files.size(to), size);
            }
        } catch (IOException disk) {
            throw Trouble.unreachable(path + " cannot be kept: " + disk);
        }
    }

    private <T> HttpResponse<T> get(String path, long most, Supplier<BodySubscriber<T>> body)
            throws Trouble, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        var passed = new LinkedHashSet<URI>();
        URI address = folder.resolve(path);
        for (;;) {
            if (!passed.add(address)) {
                throw Trouble.invalid(passed.getFirst() + " leads in a circle, back to " + address);
            }
            if (passed.size() > MAX_REDIRECTS + 1) {
                throw Trouble.invalid(passed.getFirst() + " sends on more than " + MAX_REDIRECTS + " times");
            }
            var answer = send(address, path, most, body, end);
            if (answer.statusCode() == OK) {
                return answer;
            }
            URI next = next(address, answer.statusCode(), answer.headers());
            Addresses.checkRedirect(address, next);
            address = next;
        }
    }

    private <T> HttpResponse<T> send(URI address, String path, long most, Supplier<BodySubscriber<T>> body, long end)
            throws Trouble, InterruptedException {
        var request = HttpRequest.newBuilder(address).header("Accept-Encoding", "identity").GET().build();
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, info -> info.statusCode() == OK
                ? new BoundedBody<>(body.get(), most)
                : new BoundedBody<>(body.get(), MAX_NOTE));
        try {
            return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            var tooLarge = tooLarge(failed);
            if (tooLarge.filter(it -> it.most() == MAX_NOTE).isPresent()) {
                throw Trouble.unreachable(address + " answers with no file, and at length");
            }
            throw tooLarge.isPresent() ? Limits.tooLarge(path, most) : failure(address, failed);
        } catch (TimeoutException late) {
            throw Trouble.unreachable(address + " did not come within " + patience.toSeconds()
                    + " s (fetch.seconds of " + MarketplaceConfig.PID + ")");
        } finally {
            // whoever does not wait any more closes the connection
            answer.cancel(true);
        }
    }

    private static Optional<BoundedBody.TooLargeException> tooLarge(Throwable failed) {
        return Stream.iterate(failed, Objects::nonNull, Throwable::getCause)
                .filter(BoundedBody.TooLargeException.class::isInstance).map(BoundedBody.TooLargeException.class::cast)
                .findFirst();
    }

    private static Trouble failure(URI address, ExecutionException failed) {
        Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
        String why = switch (cause) {
            case HttpTimeoutException _ -> "no connection was made in time";
            case ConnectException _ -> "nobody answers there";
            default -> Objects.requireNonNullElse(cause.getMessage(), cause.toString());
        };
        return Trouble.unreachable(address + " cannot be had: " + why);
    }

    private static URI next(URI address, int status, HttpHeaders headers) throws Trouble {
        var location = headers.firstValue("Location");
        if (status / 100 != 3 || location.isEmpty()) {
            throw Trouble.unreachable(address + " answers " + status);
        }
        try {
            return address.resolve(location.get());
        } catch (IllegalArgumentException malformed) {
            throw Trouble.invalid(address + " sends on to what is no address");
        }
    }
}

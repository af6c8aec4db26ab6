// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import dev.postern.core.blob.BlobStore;
import dev.postern.core.home.PosternHome;
import dev.postern.core.identity.Principal;
import dev.postern.core.marketplace.Marketplaces;
import dev.postern.core.marketplace.Marketplaces.Delivery;
import dev.postern.core.marketplace.Marketplaces.Order;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.plugins.internal.Changes.Outcome;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Finds the file that a request names. */
@Component(service = Sources.class)
public final class Sources {
    private final BlobStore blobs;
    /** Marketplaces come up beside this; who wants something of them at the start waits so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path imports;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private @Nullable Marketplaces marketplaces;

    /** Over the blobs and the import folder. */
    @Activate
    public Sources(BundleContext context, @Reference BlobStore blobs) {
        this.blobs = blobs;
        imports = new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY))).imports();
    }

    /** The file, and how the record calls where it came from. */
    Found find(Source source, Principal principal) throws WireException {
        return find(source, principal.tenant());
    }

    /** The same for what belongs to a tenant. */
    Found find(Source source, String tenant) throws WireException {
        check(source);
        if (source.name().isPresent()) {
            throw new WireException(ErrorCode.INVALID_PARAMS, "source/name: nothing is had by its name here");
        }
        if (source.blob().isPresent()) {
            String id = source.blob().get();
            return new Found(blobs.file(tenant, id).orElseThrow(() -> WireException.notFound("blob", id)),
                    "blob", id);
        }
        Path file = imported(source.path().orElseThrow());
        return new Found(file, "path", nameBelowImports(file));
    }

    /** Marketplaces are there. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindMarketplaces(Marketplaces there) {
        lock.lock();
        try {
            marketplaces = there;
            came.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** They are there no more, unless others took their place. */
    void unbindMarketplaces(Marketplaces gone) {
        lock.lock();
        try {
            if (gone.equals(marketplaces)) {
                marketplaces = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** What marketplaces send for a name. */
    Delivery order(Order order) throws PluginException, InterruptedException {
        return marketplaces().order(order);
    }

    private Marketplaces marketplaces() throws PluginException, InterruptedException {
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (marketplaces == null && left > 0) {
                left = came.awaitNanos(left);
            }
            if (marketplaces == null) {
                throw new PluginException("unavailable", "marketplaces are not there for a moment; try again", null);
            }
            return marketplaces;
        } finally {
            lock.unlock();
        }
    }

    /** Exactly one of the three. */
    static void check(Source source) throws WireException {
        long given = Stream.of(source.blob(), source.path(), source.name())
                .filter(Optional::isPresent).count();
        if (given != 1 || source.version().isPresent() && source.name().isEmpty()) {
            throw new WireException(ErrorCode.INVALID_PARAMS,
                    "source: give exactly one of blob, path and name; version goes with name only");
        }
    }

    private String nameBelowImports(Path file) throws WireException {
        try {
            return imports.toRealPath().relativize(file).toString();
        } catch (IOException gone) {
            throw WireException.notFound("file", file.getFileName().toString());
        }
    }

    /** Resolves a path below the import folder, in which no part may be a link. */
    private Path imported(String text) throws WireException {
        try {
            Path root = imports.toRealPath();
            Path named = Path.of(text);
            // An absolute one is taken as it stands: what lies elsewhere is refused below.
            Path relative = named.startsWith(imports) ? imports.relativize(named) : named;
            Path file = root.resolve(relative).normalize();
            boolean dotted = false;
            for (Path part : named) {
                dotted |= part.toString().equals("..");
            }
            if (dotted || file.equals(root) || !file.startsWith(root)) {
                throw new WireException(ErrorCode.FORBIDDEN,
                        "source/path: only files below the import folder can be installed by path");
            }
            if (!file.equals(file.toRealPath()) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new WireException(ErrorCode.FORBIDDEN,
                        "source/path: it is or passes a link, or is no file; put the jar itself into the import folder");
            }
            return file;
        } catch (InvalidPathException invalid) {
            throw new WireException(ErrorCode.INVALID_PARAMS, "source/path: it is no path");
        } catch (IOException missing) {
            throw WireException.notFound("file", text);
        }
    }

    /**
     * A file to install.
     *
     * @param file where it lies
     * @param source for the record
     * @param name of it there: the blob's id, or the path below the import folder
     */
    record Found(Path file, String source, String name) {
        Request request(String principal, Outcome outcome) {
            return new Request(source, "", principal, outcome).from(Optional.of(name));
        }
    }
}

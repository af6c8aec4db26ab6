// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

import dev.postern.core.blob.BlobStore;
import dev.postern.core.home.PosternHome;
import dev.postern.core.id.Ids;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Store;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exchanges bundles, one after another, on threads of its own: whoever asks may go with what is exchanged. */
@Component(service = Exchanger.class, immediate = true, configurationPid = ExchangeConfig.PID)
@Designate(ocd = ExchangeConfig.class)
public final class Exchanger {
    private static final Logger LOG = LoggerFactory.getLogger(Exchanger.class);

    private final Semaphore turn = new Semaphore(1, true);
    private final Ids ids = new Ids();
    private final BlobStore blobs;
    private final CoreBundles bundles;
    private final Overlay overlay;
    private final Unfinished unfinished;
    private final ExchangeRecords records;
    private final Swap swap;
    private volatile ExchangeConfig config;

    /** Says on record what became of an exchange that a crash cut off. */
    @Activate
    public Exchanger(
            BundleContext context,
            ExchangeConfig config,
            @Reference Store store,
            @Reference BlobStore blobs,
            @Reference ServiceComponentRuntime components) throws IOException {
        this.config = config;
        this.blobs = blobs;
        Path home = new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY))).root();
        bundles = new CoreBundles(context, components);
        overlay = new Overlay(home, Path.of(context.getProperty("postern.dist")));
        unfinished = new Unfinished(home);
        records = new ExchangeRecords(store, Clock.systemUTC());
        swap = new Swap(context, bundles, new Served(context, components), () -> this.config);
        unfinished.read().ifPresent(this::settle);
        unfinished.clear();
        overlay.clear();
    }

    @Modified
    void modified(ExchangeConfig next) {
        config = next;
    }

    private void settle(Exchange exchange) {
        boolean serves = bundles.find(exchange.name())
                .filter(bundle -> exchange.bundle().endsWith("/" + CoreBundles.sha256(bundle))).isPresent();
        if (serves) {
            records.updated(exchange);
        } else {
            records.failed(exchange, "unavailable", "the gateway went down meanwhile; " + exchange.from() + " serves");
        }
    }

    /** The gateway's own bundles, by symbolic name. */
    List<BundleView> list() {
        Fallout fallout = bundles.fallout();
        return bundles.all().stream().map(bundle -> new BundleView(bundle.getSymbolicName(),
                bundle.getVersion().toString(), CoreBundles.sha256(bundle), overlay.has(bundle.getSymbolicName()),
                bundles.fixed(bundle, fallout), bundles.closesConnections(bundle, fallout))).toList();
    }

    /**
     * Has an uploaded file take the place of the bundle whose symbolic name it has.
     *
     * @throws WireException when it does not; all is as before
     */
    Done update(String blob, Principal principal) throws WireException, IOException, InterruptedException {
        Path copy = overlay.stage(blobs.file(principal.tenant(), blob)
                .orElseThrow(() -> WireException.notFound("blob", blob)));
        boolean begun = false;
        try {
            Done done = begin(Candidate.read(copy), principal.id(), false);
            begun = done.state() == State.BEGUN;
            return done;
        } finally {
            if (!begun) {
                Files.deleteIfExists(copy);
            }
        }
    }

    /** Has what was shipped serve again. */
    Done restore(String name, String principal) throws WireException, IOException, InterruptedException {
        if (!overlay.has(name)) {
            throw bundles.find(name).isPresent()
                    ? Refusals.of(ErrorCode.CONFLICT, "shipped", name + " is what was shipped; nothing took its place")
                    : WireException.notFound("bundle", name);
        }
        return begin(overlay.shipped(name).orElseThrow(() -> Refusals.of(ErrorCode.CONFLICT, "not_shipped",
                "the distribution has no bundle " + name)), principal, true);
    }

    private Done begin(Candidate candidate, String principal, boolean restores)
            throws WireException, IOException, InterruptedException {
        turn.acquire();
        boolean handedOver = false;
        try {
            Bundle old = bundles.find(candidate.name()).orElseThrow(() -> Refusals.of(ErrorCode.NOT_FOUND, "not_found",
                    "the gateway has no bundle " + candidate.name() + "; plugins are installed by plugins.install"));
            var exchange = new Exchange(ids.next("bx"), candidate.name(), old.getVersion().toString(),
                    candidate.version().toString(), candidate.identity(), principal);
            if (CoreBundles.sha256(old).equals(candidate.sha256())) {
                return new Done(exchange, State.UPDATED);
            }
            Fallout fallout = bundles.fallout();
            check(candidate, old, fallout, restores);
            boolean answersFirst = bundles.closesConnections(old, fallout);
            var result = new CompletableFuture<Done>();
            Thread.ofVirtual().name("exchange " + candidate.name())
                    .start(() -> run(exchange, candidate, old, restores, result));
            handedOver = true;
            return answersFirst ? new Done(exchange, State.BEGUN) : await(result);
        } finally {
            if (!handedOver) {
                turn.release();
            }
        }
    }

    private void check(Candidate candidate, Bundle old, Fallout fallout, boolean restores)
            throws WireException, IOException {
        Optional<String> fixed = bundles.fixed(old, fallout);
        if (fixed.isPresent()) {
            throw Refusals.of(ErrorCode.CONFLICT, "fixed",
                    candidate.name() + " changes with the whole distribution only: "
                            + fixed.get());
        }
        if (old.getVersion().equals(candidate.version())) {
            throw Refusals.of(ErrorCode.CONFLICT, "version_reused", "version " + candidate.version() + " of "
                    + candidate.name() + " serves with other bytes; give what changed a new Bundle-Version");
        }
        Optional<Candidate> shipped = restores ? Optional.empty() : overlay.shipped(candidate.name());
        if (shipped.isPresent() && shipped.get().version().compareTo(candidate.version()) >= 0) {
            throw Refusals.of(ErrorCode.CONFLICT, "not_newer", "version " + shipped.get().version()
                    + " was shipped, and the next start would take that; bring a higher one than "
                    + candidate.version() + ", or go back to it by bundles.restore");
        }
    }

    private static Done await(CompletableFuture<Done> result) throws WireException, InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof WireException refused) {
                throw refused;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    private void run(Exchange exchange, Candidate candidate, Bundle old, boolean restores,
            CompletableFuture<Done> result) {
        try {
            records.requested(exchange);
            unfinished.write(exchange);
            overlay.doubt();
            swap.run(candidate, old, () -> commit(candidate, restores));
            records.updated(exchange);
            unfinished.clear();
            LOG.info("{} {} serves in place of {}", exchange.name(), exchange.to(), exchange.from());
            result.complete(new Done(exchange, State.UPDATED));
        } catch (WireException refused) {
            LOG.warn("{} {} was not taken: {}", exchange.name(), exchange.to(), refused.getMessage());
            fail(exchange, Refusals.reason(refused), refused, result);
        } catch (IOException | InterruptedException | RuntimeException | LinkageError failed) {
            LOG.error("{} {} was not taken", exchange.name(), exchange.to(), failed);
            fail(exchange, "unavailable", failed, result);
        } finally {
            if (!restores) {
                discard(candidate);
            }
            turn.release();
        }
    }

    /** The copy, unless it was kept. */
    private static void discard(Candidate candidate) {
        try {
            Files.deleteIfExists(candidate.file());
        } catch (IOException left) {
            LOG.warn("the next start deletes it", left);
        }
    }

    private void commit(Candidate candidate, boolean restores) throws IOException {
        if (restores) {
            overlay.drop(candidate.name());
        } else {
            overlay.keep(candidate);
        }
    }

    private void fail(Exchange exchange, String code, Throwable why, CompletableFuture<Done> result) {
        records.failed(exchange, code, String.valueOf(why.getMessage()));
        try {
            unfinished.clear();
        } catch (IOException left) {
            LOG.warn("the next start records the failure once more", left);
        }
        result.completeExceptionally(why);
    }

    /** How far an exchange is when it is answered. */
    enum State {
        /** It serves. */
        UPDATED,
        /** It was examined and begins once this answer is on its way: it takes the connection with it. */
        BEGUN
    }

    /** What became of a request. */
    record Done(Exchange exchange, State state) {}
}

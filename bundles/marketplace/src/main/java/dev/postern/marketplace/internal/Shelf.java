// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import dev.postern.core.hash.Sha256;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CatalogueSignature;
import dev.postern.marketplace.internal.EditionStore.Bytes;
import dev.postern.marketplace.internal.EditionStore.Seen;
import dev.postern.marketplace.internal.Trouble.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One marketplace: how it stands, and what it has. What it has is what came last and was good, whatever came since. */
final class Shelf {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

    private final Source source;
    private final Folder folder;
    private final EditionStore store;
    private final EditionReader reader;
    private final Clock clock;
    /** One look at a time; whoever comes meanwhile waits for it, and looks himself. */
    private final Semaphore turn = new Semaphore(1, true);
    private volatile View view = new View(State.UNREACHABLE, "it was not looked at yet", Optional.empty(),
            Optional.empty(), Optional.empty());

    Shelf(Source source, Folder folder, EditionStore store, EditionReader reader, Clock clock) {
        this.source = source;
        this.folder = folder;
        this.store = store;
        this.reader = reader;
        this.clock = clock;
    }

    Source source() {
        return source;
    }

    Folder folder() {
        return folder;
    }

    /** How it stands now: an edition ends by itself. */
    View view() {
        View now = view;
        return now.edition.filter(edition -> now.state == State.OK && edition.isExpired(clock.instant()))
                .map(edition -> new View(State.EXPIRED, expired(edition.catalogue()), now.edition, now.looked,
                        Optional.of(edition.catalogue().expires())))
                .orElse(now);
    }

    /** What it has; nothing once that is believed no more. */
    Optional<Edition> edition() {
        return view.edition.filter(edition -> !edition.isExpired(clock.instant()));
    }

    /** Whether nothing is known of it yet: it is neither loaded nor looked at. */
    boolean isUnread() {
        View now = view;
        return now.looked.isEmpty() && now.edition.isEmpty();
    }

    /** Takes up what was good before the last start. What was kept is believed no more than what comes. */
    void load() throws InterruptedException {
        turn.acquire();
        try {
            Optional<Seen> seen = seen();
            Optional<Bytes> bytes = seen.isEmpty() ? Optional.empty() : store.load(seen.get());
            if (bytes.isPresent()) {
                Catalogue catalogue = reader.catalogue(source, bytes.get().catalogue(), bytes.get().signature());
                takeUp(Edition.of(source, catalogue, seen.get().digest(),
                        EditionReader.index(catalogue, bytes.get().index())));
            }
        } catch (IOException | Trouble broken) {
            LOG.warn("What was kept of the marketplace {} cannot be used: {}", source.name(), broken.getMessage());
        } finally {
            turn.release();
        }
    }

    /** Somebody may have looked meanwhile: how it stands is known better then. */
    private void takeUp(Edition kept) {
        View now = view;
        view = now.looked.isEmpty()
                ? new View(State.OK, "", Optional.of(kept), Optional.empty(), Optional.empty())
                : new View(now.state, now.message, now.edition.or(() -> Optional.of(kept)), now.looked, now.since);
    }

    /** Looks at it anew. */
    void refresh() throws InterruptedException {
        turn.acquire();
        try {
            Edition fresh = fetchPatiently();
            view = new View(State.OK, "", Optional.of(fresh), Optional.of(clock.instant()), Optional.empty());
        } catch (Trouble trouble) {
            tell(trouble.state(), trouble.text());
        } catch (IOException disk) {
            tell(State.UNREACHABLE, "it could not be kept: " + disk);
        } finally {
            turn.release();
        }
    }

    private void tell(State state, String message) {
        if (view.state != state) {
            LOG.warn("The marketplace {} is {}: {}", source.name(), state.code(), message);
        }
        var now = Optional.of(clock.instant());
        View before = view();
        view = new View(state, message, before.edition, now,
                before.state == state && before.since.isPresent() ? before.since : now);
    }

    /** Whoever publishes exchanges one file after another, and may be between two of them: what does not fit is read twice. */
    private Edition fetchPatiently() throws Trouble, IOException, InterruptedException {
        try {
            return fetch();
        } catch (Trouble first) {
            if (first.state() != State.FORGED && first.state() != State.INVALID) {
                throw first;
            }
            return fetch();
        }
    }

    private Edition fetch() throws Trouble, IOException, InterruptedException {
        Signed signed = signed();
        Catalogue catalogue = signed.catalogue;
        String digest = Sha256.end(Sha256.begin(), signed.content);
        checkAge(catalogue, digest);
        Optional<Edition> before = view.edition;
        if (before.filter(edition -> edition.digest().equals(digest)).isPresent()) {
            return before.get();
        }
        if (before.isPresent()) {
            EditionReader.checkAgainst(before.get(), catalogue);
        }
        byte[] index = folder.read(catalogue.index().path(), (int) catalogue.index().size());
        var edition = Edition.of(source, catalogue, digest, EditionReader.index(catalogue, index));
        store.save(new Seen(catalogue.serial(), digest, source.key()),
                new Bytes(signed.content, signed.signature, index));
        return edition;
    }

    private Signed signed() throws Trouble, InterruptedException {
        byte[] signature = folder.read(CatalogueSignature.FILE, CatalogueSignature.MAX_BYTES);
        byte[] content = folder.read(Catalogue.FILE, Catalogue.MAX_BYTES);
        return new Signed(reader.catalogue(source, content, signature), content, signature);
    }

    private void checkAge(Catalogue catalogue, String digest) throws Trouble, IOException {
        Optional<Seen> seen = seen();
        if (seen.isPresent() && catalogue.serial() < seen.get().serial()) {
            throw Trouble.stale("it serves its catalogue " + catalogue.serial() + ", and had " + seen.get().serial()
                    + " before; somebody may keep the new one back");
        }
        if (seen.isPresent() && catalogue.serial() == seen.get().serial() && !digest.equals(seen.get().digest())) {
            throw Trouble.invalid("it has two catalogues " + catalogue.serial() + "; each signing takes a new serial");
        }
        if (!catalogue.expires().isAfter(clock.instant())) {
            throw Trouble.expired(expired(catalogue));
        }
    }

    private Optional<Seen> seen() throws IOException {
        return store.seen().filter(last -> last.key().equals(source.key()));
    }

    private static String expired(Catalogue catalogue) {
        return "its catalogue was good until " + catalogue.expires() + "; its owner signs it anew";
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Signed(Catalogue catalogue, byte[] content, byte[] signature) {}

    /**
     * How it stands.
     *
     * @param state in a word
     * @param message why; empty when it is well
     * @param edition the last good one
     * @param looked when it was looked at, since the start
     * @param since when it is not well, as far as that was seen since the start; empty when it is, or nobody looked yet
     */
    record View(
            State state,
            String message,
            Optional<Edition> edition,
            Optional<Instant> looked,
            Optional<Instant> since) {}
}

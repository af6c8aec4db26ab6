// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.surface;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import dev.postern.core.pipeline.Inlet;
import dev.postern.core.session.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The surfaces by name. A name has one adapter at a time; another of the same plugin, which an update brings before the
 * old one goes, waits for its turn, and one of another plugin is refused for as long as the name is taken.
 */
public final class Surfaces implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Surfaces.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");
    private static final Set<String> RESERVED = Set.of(Session.GATEWAY, Session.DIRECT, Inlet.TRIGGER);

    private final Map<Long, Candidate> candidates = new HashMap<>();
    private final Map<String, SurfaceSlot> slots = new HashMap<>();
    private final OpenSurfaces open;
    private final Inbound inbound;
    private final PeerTrust trust;
    private final Means means;
    private final Consumer<String> onOpen;
    private boolean started;

    /**
     * Opens nothing before {@link #start}.
     *
     * @param open is told what is open
     * @param inbound where messages go
     * @param trust how far their peers are trusted
     * @param means what adapters may use
     * @param onOpen is told of each surface that opens
     */
    public Surfaces(OpenSurfaces open, Inbound inbound, PeerTrust trust, Means means, Consumer<String> onOpen) {
        this.open = open;
        this.inbound = inbound;
        this.trust = trust;
        this.means = means;
        this.onOpen = onOpen;
    }

    /** From now on adapters are opened. */
    public synchronized void start() {
        started = true;
        candidates.values().stream().sorted(Comparator.comparing(Candidate::service)).forEach(this::serve);
    }

    /** An adapter is registered. */
    public synchronized void add(Candidate candidate) {
        if (!NAME.matcher(candidate.surface()).matches() || RESERVED.contains(candidate.surface())) {
            LOG.error("the plugin {} names a surface '{}', which is not allowed: {} and none of {}", candidate.plugin(),
                    candidate.surface(), NAME.pattern(), RESERVED);
            return;
        }
        candidates.put(candidate.service(), candidate);
        if (started) {
            serve(candidate);
        }
    }

    /** An adapter is going away: it is closed before this returns, and who waits for its name takes over. */
    public void remove(long service) {
        SurfaceSlot gone;
        synchronized (this) {
            var candidate = candidates.remove(service);
            if (candidate == null) {
                return;
            }
            gone = slots.get(candidate.surface());
            if (gone == null || gone.candidate().service() != service) {
                return;
            }
        }
        stop(gone);
        synchronized (this) {
            slots.remove(gone.candidate().surface(), gone);
            candidates.values().stream()
                    .filter(next -> started && next.surface().equals(gone.candidate().surface()))
                    .min(Comparator.comparing(Candidate::service))
                    .ifPresent(this::serve);
        }
    }

    /** What does not work, by surface. */
    public synchronized Map<String, String> failures() {
        var failures = new TreeMap<String, String>();
        slots.forEach((name, slot) -> {
            if (!slot.failure().isEmpty()) {
                failures.put(name, slot.failure());
            }
        });
        return failures;
    }

    @Override
    public void close() {
        Map<String, SurfaceSlot> all;
        synchronized (this) {
            started = false;
            all = Map.copyOf(slots);
            slots.clear();
        }
        all.values().forEach(Surfaces::stop);
    }

    private void serve(Candidate candidate) {
        var serving = slots.get(candidate.surface());
        if (serving != null) {
            if (!serving.candidate().plugin().equals(candidate.plugin())) {
                LOG.error("the plugin {} names a surface {}, which belongs to the plugin {}; it is not opened",
                        candidate.plugin(), candidate.surface(), serving.candidate().plugin());
            }
            return;
        }
        var slot = new SurfaceSlot(candidate, inbound, trust, means, open, () -> onOpen.accept(candidate.surface()));
        slots.put(candidate.surface(), slot);
        slot.start();
    }

    private static void stop(SurfaceSlot slot) {
        try {
            slot.stop();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}

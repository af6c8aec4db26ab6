// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.BrowserSession;
import dev.postern.core.identity.BrowserSessions;
import dev.postern.core.identity.Principal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Sessions by the hash of their id, in memory only: a restart signs every browser out, and no disk ever has one. */
@Component
public final class MemoryBrowserSessions implements BrowserSessions {
    static final int MOST = 4_096;
    static final int MOST_OF_ONE = 64;
    private static final Duration UNUSED = Duration.ofHours(12);
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Authenticator authenticator;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Live> live = new ConcurrentHashMap<>();

    /** Over the tokens that sign in. */
    @Activate
    public MemoryBrowserSessions(@Reference Authenticator authenticator) {
        this(authenticator, InstantSource.system());
    }

    MemoryBrowserSessions(Authenticator authenticator, InstantSource clock) {
        this.authenticator = authenticator;
        this.clock = clock;
    }

    /** Signs everybody out: nobody watches over the sessions any more. */
    @Deactivate
    void clear() {
        live.clear();
    }

    @Override
    public synchronized String open(Principal principal) {
        live.values().removeIf(session -> !session.current());
        makeRoom(MOST_OF_ONE, session -> session.principal.equals(principal));
        makeRoom(MOST, session -> true);
        var id = Secret.random(random);
        var hash = Secret.hash(id);
        live.put(hash, new Live(hash, principal, clock.instant()));
        return id;
    }

    private void makeRoom(int most, Predicate<Live> which) {
        if (live.values().stream().filter(which).count() >= most) {
            live.values().stream().filter(which).min(Comparator.comparing(session -> session.used)).ifPresent(
                    Live::close);
        }
    }

    @Override
    public Optional<BrowserSession> find(String id) {
        return Optional.<BrowserSession>ofNullable(live.get(Secret.hash(id))).filter(BrowserSession::use);
    }

    private final class Live implements BrowserSession {
        private final String hash;
        private final Principal principal;
        private final Instant opened;
        private volatile Instant used;

        Live(String hash, Principal principal, Instant opened) {
            this.hash = hash;
            this.principal = principal;
            this.opened = opened;
            used = opened;
        }

        @Override
        public Principal principal() {
            return principal;
        }

        @Override
        public boolean current() {
            var now = clock.instant();
            return live.containsKey(hash)
                    && now.isBefore(used.plus(UNUSED))
                    && now.isBefore(opened.plus(LONGEST))
                    && authenticator.current(principal);
        }

        @Override
        public boolean use() {
            if (!current()) {
                close();
                return false;
            }
            used = clock.instant();
            return true;
        }

        @Override
        public void close() {
            live.remove(hash);
        }
    }
}

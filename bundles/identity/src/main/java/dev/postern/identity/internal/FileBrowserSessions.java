// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

import dev.postern.core.home.PosternHome;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.BrowserSession;
import dev.postern.core.identity.BrowserSessions;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Write;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Sessions by the hash of their id, which is all that is kept of it anywhere. A file has them across restarts, so that an
 * update signs nobody out; it is written when one begins or ends, and once in a while for those that are used.
 */
@Component
public final class FileBrowserSessions implements BrowserSessions {
    static final int MOST = 4_096;
    static final int MOST_OF_ONE = 64;
    private static final Duration UNUSED = Duration.ofHours(12);
    private static final Duration LONGEST = Duration.ofDays(7);
    /** How far what the file says of a session's last use may be behind. */
    private static final Duration BEHIND = Duration.ofMinutes(10);
    private static final String FILE = "browser.sessions";

    private final Authenticator authenticator;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Live> live = new ConcurrentHashMap<>();
    private final SessionsFile file;

    /** Over the tokens that sign in, and who is signed in with them. */
    @Activate
    public FileBrowserSessions(@Reference Tokens tokens, BundleContext context) {
        this(tokens, id -> tokens.find(id).map(Write.StoredToken::principal), InstantSource.system(), new SessionsFile(
                new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY))).data().resolve(FILE)));
    }

    FileBrowserSessions(Authenticator authenticator, Function<String, Optional<Principal>> tokens, InstantSource clock,
            SessionsFile file) {
        this.authenticator = authenticator;
        this.clock = clock;
        this.file = file;
        for (var kept : file.read()) {
            tokens.apply(kept.token()).map(principal -> new Live(kept, principal)).filter(Live::lasts)
                    .ifPresent(session -> live.put(session.hash, session));
        }
    }

    /** Nobody watches over the sessions any more: none counts until they are read again. */
    @Deactivate
    synchronized void clear() {
        keep();
        live.clear();
    }

    private synchronized void keep() {
        file.write(live.values().stream().map(Live::kept));
    }

    @Override
    public synchronized String open(Principal principal) {
        live.values().removeIf(session -> !session.current());
        makeRoom(MOST_OF_ONE, session -> session.principal.equals(principal));
        makeRoom(MOST, session -> true);
        var id = Secret.random(random);
        var hash = Secret.hash(id);
        live.put(hash, new Live(hash, principal, clock.instant()));
        keep();
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
        private volatile Instant usedAsKept;

        Live(String hash, Principal principal, Instant opened) {
            this(new SessionsFile.Kept(hash, principal.id(), opened, opened), principal);
        }

        Live(SessionsFile.Kept kept, Principal principal) {
            hash = kept.hash();
            this.principal = principal;
            opened = kept.opened();
            used = kept.used();
            usedAsKept = used;
        }

        SessionsFile.Kept kept() {
            usedAsKept = used;
            return new SessionsFile.Kept(hash, principal.id(), opened, used);
        }

        @Override
        public Principal principal() {
            return principal;
        }

        @Override
        public boolean current() {
            return live.containsKey(hash) && lasts();
        }

        boolean lasts() {
            var now = clock.instant();
            return now.isBefore(used.plus(UNUSED))
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
            if (used.isAfter(usedAsKept.plus(BEHIND))) {
                keep();
            }
            return true;
        }

        @Override
        public void close() {
            if (live.remove(hash) != null) {
                keep();
            }
        }
    }
}

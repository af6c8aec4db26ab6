// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.Principal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBrowserSessionsTest {
    private static final Principal OPERATOR = principal("k_1", Principal.DEFAULT_TENANT);

    private final Set<Principal> revoked = new HashSet<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    @TempDir
    private Path folder;
    private FileBrowserSessions sessions;

    @BeforeEach
    void begin() {
        sessions = new FileBrowserSessions(new Tokens(), id -> Optional.empty(), () -> now, new Forgetful());
    }

    /** As they are after a restart. */
    private FileBrowserSessions again() {
        return new FileBrowserSessions(new Tokens(),
                id -> id.equals(OPERATOR.id()) ? Optional.of(OPERATOR) : Optional.empty(),
                () -> now, new SessionsFile(folder.resolve("browser.sessions")));
    }

    @Test
    void tellsWhoSignedIn() {
        var session = sessions.find(sessions.open(OPERATOR)).orElseThrow();

        assertThat(session.principal()).isEqualTo(OPERATOR);
        assertThat(session.current()).isTrue();
    }

    @Test
    void knowsNoOtherId() {
        var id = sessions.open(OPERATOR);

        assertThat(id).matches("[A-Za-z0-9_-]{43}");
        for (var other : List.of("", id + "A", id.substring(1), "A".repeat(43), Secret.hash(id))) {
            assertThat(sessions.find(other)).as(other).isEmpty();
        }
        assertThat(sessions.open(OPERATOR)).isNotEqualTo(id);
    }

    @Test
    void endsWhenItIsClosed() {
        var id = sessions.open(OPERATOR);
        var other = sessions.open(OPERATOR);
        var session = sessions.find(id).orElseThrow();

        session.close();

        assertThat(session.current()).isFalse();
        assertThat(session.use()).isFalse();
        assertThat(sessions.find(id)).isEmpty();
        assertThat(sessions.find(other)).isPresent();
    }

    @Test
    void endsTwelveHoursAfterItsLastUse() {
        var id = sessions.open(OPERATOR);
        now = now.plus(Duration.ofHours(12)).minusMillis(1);
        var session = sessions.find(id).orElseThrow();

        now = now.plus(Duration.ofHours(11));
        assertThat(session.current()).isTrue();
        now = now.plus(Duration.ofHours(1));

        // that it was asked whether it counts did not prolong it
        assertThat(session.current()).isFalse();
        assertThat(sessions.find(id)).isEmpty();
    }

    @Test
    void endsSevenDaysAfterSigningInHoweverOftenItIsUsed() {
        var id = sessions.open(OPERATOR);
        var end = now.plus(Duration.ofDays(7));
        while (now.isBefore(end)) {
            assertThat(sessions.find(id)).as(now.toString()).isPresent();
            now = now.plus(Duration.ofHours(8));
        }
        assertThat(sessions.find(id)).isEmpty();
    }

    @Test
    void endsWithItsToken() {
        var session = sessions.find(sessions.open(OPERATOR)).orElseThrow();

        revoked.add(OPERATOR);

        assertThat(session.current()).isFalse();
        assertThat(session.use()).isFalse();
    }

    @Test
    void staysEndedWhenItsTokenCountsAgain() {
        var session = sessions.find(sessions.open(OPERATOR)).orElseThrow();
        revoked.add(OPERATOR);
        assertThat(session.use()).isFalse();

        revoked.clear();

        assertThat(session.current()).isFalse();
    }

    @Test
    void endsTheLongestUnusedOfOneWhoHasTooMany() {
        var another = sessions.open(principal("k_1", "elsewhere"));
        var ids = open(FileBrowserSessions.MOST_OF_ONE);
        use(ids.getFirst());

        var newest = sessions.open(OPERATOR);

        assertThat(sessions.find(ids.get(1))).isEmpty();
        assertThat(List.of(ids.getFirst(), ids.get(2), ids.getLast(), newest, another))
                .allSatisfy(id -> assertThat(sessions.find(id)).isPresent());
    }

    @Test
    void endsTheLongestUnusedOfAllWhenThereAreTooMany() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < FileBrowserSessions.MOST; i++) {
            ids.add(openLater(principal("k_" + i, Principal.DEFAULT_TENANT)));
        }
        use(ids.getFirst());

        sessions.open(OPERATOR);

        assertThat(sessions.find(ids.getFirst())).isPresent();
        assertThat(sessions.find(ids.get(1))).isEmpty();
        assertThat(ids.stream().filter(id -> sessions.find(id).isPresent())).hasSize(FileBrowserSessions.MOST - 1);
    }

    @Test
    void takesNoRoomForWhatHasEnded() {
        var ids = open(FileBrowserSessions.MOST_OF_ONE);
        sessions.find(ids.getLast()).orElseThrow().close();

        sessions.open(OPERATOR);

        assertThat(sessions.find(ids.getFirst())).isPresent();
    }

    @Test
    void endsThemAllWhenItGoesAway() {
        var session = sessions.find(sessions.open(OPERATOR)).orElseThrow();

        sessions.clear();

        assertThat(session.current()).isFalse();
    }

    @Test
    void outlivesARestart() throws Exception {
        sessions = again();
        var id = sessions.open(OPERATOR);
        var closed = sessions.open(OPERATOR);
        var ofAToken = sessions.open(principal("k_gone", Principal.DEFAULT_TENANT));
        sessions.find(closed).orElseThrow().close();
        assertThat(folder.resolve("browser.sessions")).content().contains(Secret.hash(id)).doesNotContain(id);

        for (var after : List.of(again(), restarted())) {
            assertThat(after.find(id)).hasValueSatisfying(
                    session -> assertThat(session.principal()).isEqualTo(OPERATOR));
            assertThat(after.find(closed)).isEmpty();
            assertThat(after.find(ofAToken)).isEmpty();
        }
    }

    @Test
    void aRestartProlongsNothing() {
        sessions = again();
        var id = sessions.open(OPERATOR);
        now = now.plus(Duration.ofHours(11));
        use(id);
        sessions = again();
        now = now.plus(Duration.ofHours(11));
        use(id);
        sessions = again();
        now = now.plus(Duration.ofHours(12));
        assertThat(again().find(id)).isEmpty();

        var other = sessions.open(OPERATOR);
        revoked.add(OPERATOR);
        assertThat(again().find(other)).isEmpty();
    }

    @Test
    void goesOnWithoutAFileThatIsNone() throws Exception {
        for (var content : List.of("", "[]", "{}", "{\"sessions\":[{}]}",
                "{\"sessions\":[{\"hash\":\"a\",\"token\":\"k_1\","
                        + "\"opened\":\"now\",\"used\":\"now\"}]}")) {
            Files.writeString(folder.resolve("browser.sessions"), content);
            var after = again();
            assertThat(after.find(after.open(OPERATOR))).as(content).isPresent();
        }
    }

    private FileBrowserSessions restarted() {
        sessions.clear();
        return again();
    }

    private List<String> open(int count) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            ids.add(openLater(OPERATOR));
        }
        return ids;
    }

    private String openLater(Principal principal) {
        now = now.plusMillis(1);
        return sessions.open(principal);
    }

    private void use(String id) {
        now = now.plusMillis(1);
        assertThat(sessions.find(id)).isPresent();
    }

    private static Principal principal(String id, String tenant) {
        return new Principal(Principal.Kind.CLIENT, id, tenant, Set.of("*"), Principal.Trust.OPERATOR);
    }

    /** Where no restart is looked at, thousands of files would be written for nothing. */
    private final class Forgetful extends SessionsFile {
        Forgetful() {
            super(folder.resolve("browser.sessions"));
        }

        @Override
        void write(Stream<Kept> kept) {
            // forgotten
        }
    }

    private final class Tokens implements Authenticator {
        @Override
        public Optional<Principal> authenticate(String token) {
            return Optional.empty();
        }

        @Override
        public boolean current(Principal principal) {
            return !revoked.contains(principal);
        }
    }
}

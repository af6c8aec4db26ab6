// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.message.Part;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a question leaves for the next turn. */
final class MemoTest {
    @TempDir
    Path home;

    @Test
    void reachesTheNextTurnAcrossARestartAndIsDroppedWithTheAnswer() throws Exception {
        String session;
        try (var gateway = Gateway.start(home, asker(Duration.ofHours(1)), new Tools())) {
            var asked = gateway.send("hello");
            session = asked.session();
            assertThat(gateway.ended(asked.turn()).reply()).contains("your name?");
            assertThat(gateway.kept.rows().session("default", session).orElseThrow().progress().memo()).isPresent();
        }
        try (var gateway = Gateway.start(home, asker(Duration.ofHours(1)), new Tools())) {
            assertThat(gateway.ended(gateway.send("Ada").turn()).reply()).contains("name of hello: Ada");
            assertThat(gateway.kept.rows().session("default", session).orElseThrow().progress().memo()).isEmpty();
            assertThat(gateway.ended(gateway.send("again").turn()).reply()).contains("your name?");
        }
    }

    @Test
    void staysWithItsSession() throws Exception {
        try (var gateway = Gateway.start(home, asker(Duration.ofHours(1)), new Tools())) {
            gateway.ended(gateway.send("one", "hello").turn());
            assertThat(gateway.ended(gateway.send("two", "Ada").turn()).reply()).contains("your name?");
        }
    }

    @Test
    void expires() throws Exception {
        try (var gateway = Gateway.start(home, asker(Duration.ZERO), new Tools())) {
            gateway.ended(gateway.send("hello").turn());
            assertThat(gateway.ended(gateway.send("Ada").turn()).reply()).contains("your name?");
        }
    }

    @Test
    void isKeptByATurnThatFails() throws Exception {
        Planner failing = view -> {
            if (text(view.message().getFirst()).equals("fail")) {
                throw new IllegalStateException("no");
            }
            return asker(Duration.ofHours(1)).next(view);
        };
        try (var gateway = Gateway.start(home, failing, new Tools())) {
            gateway.ended(gateway.send("hello").turn());
            gateway.ended(gateway.send("fail").turn());
            assertThat(gateway.ended(gateway.send("Ada").turn()).reply()).contains("name of hello: Ada");
        }
    }

    /** JSON null is a value too: the session must be readable afterwards. */
    @Test
    void mayBeNull() throws Exception {
        String session;
        try (var gateway = Gateway.start(home,
                _ -> new Decision.Ask("well?", JsonNull.NULL, Duration.ofHours(1)), new Tools())) {
            var asked = gateway.send("hello");
            session = asked.session();
            gateway.ended(asked.turn());
        }
        try (var gateway = Gateway.start(home, view -> new Decision.Reply("memo " + view.memo()), new Tools())) {
            assertThat(gateway.kept.rows().session("default", session)).isPresent();
            assertThat(gateway.ended(gateway.send("well").turn()).reply()).contains("memo Optional[null]");
        }
    }

    @Test
    void tellsEarlierTurnsToThePlanner() throws Exception {
        try (var gateway = Gateway.start(home, view -> new Decision.Reply(view.history(2).stream()
                .map(exchange -> text(exchange.message().getFirst()) + ">" + exchange.reply())
                .toList()
                .toString()), new Tools())) {
            assertThat(gateway.ended(gateway.send("a").turn()).reply()).contains("[]");
            assertThat(gateway.ended(gateway.send("b").turn()).reply()).contains("[a>[]]");
            gateway.ended(gateway.send("c").turn());
            assertThat(gateway.ended(gateway.send("d").turn()).reply().orElseThrow()).startsWith("[b>[a>[]], c>");
        }
    }

    private static Planner asker(Duration kept) {
        return view -> view.memo()
                .<Decision>map(memo -> new Decision.Reply(
                        "name of " + ((JsonString) ((JsonObject) memo).get("for").orElseThrow()).value() + ": "
                                + text(view.message().getFirst())))
                .orElseGet(() -> new Decision.Ask("your name?",
                        JsonObject.of("for", text(view.message().getFirst())), kept));
    }

    private static String text(Part part) {
        return ((Part.Text) part).text();
    }
}

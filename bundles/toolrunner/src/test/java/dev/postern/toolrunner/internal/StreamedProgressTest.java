// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.wire.Streams;
import org.junit.jupiter.api.Test;

/** What a call says while it runs. */
class StreamedProgressTest {
    private static final String CANARY = "canary-5f3a";
    private static final int LONGEST = 16_384;

    private final List<Streams.Piece> pieces = new ArrayList<>();
    private final SeenSecrets secrets = SeenSecrets.of(JsonObject.of("password", CANARY),
            TestTool.of("test.login", (input, context) -> input).redact("/input/password").descriptor());
    private final StreamedProgress progress = new StreamedProgress(request(), 2, () -> pieces::add, secrets);

    @Test
    void hidesSecretsInMessagesAndOutput() {
        progress.message("logging in with " + CANARY);
        progress.output(CANARY + CANARY);
        secrets.saw("key-77");
        progress.output("then with key-77");
        assertThat(pieces).extracting(Streams.Piece::data).containsExactly("logging in with [redacted]",
                "[redacted][redacted]", "then with [redacted]");
        assertThat(pieces).extracting(Streams.Piece::kind).containsExactly("progress", "output", "output");
    }

    @Test
    void leavesNoHalfOfASecretWhereItCuts() {
        progress.output("x".repeat(LONGEST - 6) + CANARY);
        assertThat(pieces.getFirst().data()).hasSize(LONGEST).doesNotContain("canary");
    }

    @Test
    void numbersThePiecesOfAnAttempt() {
        progress.fraction(1, 3);
        progress.fraction(2, 0);
        assertThat(pieces).containsExactly(piece(0, "1/3"), piece(1, "2"));
    }

    @Test
    void saysNothingOnceTheCallHasEnded() {
        progress.end();
        progress.output("late");
        assertThat(pieces).isEmpty();
    }

    @Test
    void saysNothingWhereNobodyStreams() {
        new StreamedProgress(request(), 1, () -> null, secrets).output("unheard");
        assertThat(pieces).isEmpty();
    }

    private static Streams.Piece piece(long seq, String data) {
        return new Streams.Piece("default", "s_1", "c_1", 2, seq, "progress", data, false);
    }

    private static CallRequest request() {
        var at = Instant.parse("2026-11-22T10:00:00Z");
        var session = new Session("s_1", "default", "default", "direct", "tok_1", "direct", at, at, 1,
                Session.ExecutionState.ACTIVE, SessionSettings.DEFAULT, SessionProgress.NONE);
        return new CallRequest("c_1", session, Optional.of("t_1"), 1, Fixture.CLIENT, "test.login", "",
                JsonObject.EMPTY,
                Origin.PERSON, false, Optional.empty(), CallRequest.Previously.NOT_STARTED);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.postern.api.json.JsonObject;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.NodeLink;
import dev.postern.core.wire.WireException;
import dev.postern.gateway.internal.events.Sink;
import dev.postern.json.StrictJson;
import dev.postern.protocol.CloseCode;
import dev.postern.protocol.FrameCodec;
import dev.postern.protocol.Request;
import dev.postern.protocol.Response;
import dev.postern.protocol.Stream;
import dev.postern.protocol.WireError;
import org.junit.jupiter.api.Test;

/** What the gateway asks a node, and which answers count. */
class NodeLineTest {
    private final FrameCodec codec = new FrameCodec(new StrictJson());
    private final Line sink = new Line();
    private final List<CloseCode> closed = new ArrayList<>();
    private final NodeLine node = new NodeLine(codec, sink, closed::add, 1_000);

    @Test
    void eachAnswerGoesToWhatAskedIt() throws Exception {
        var one = node.request("thing.make", JsonObject.of("n", "1"));
        var two = node.request("thing.make", JsonObject.of("n", "2"));
        assertThat(sink.sent()).extracting(sent -> sent.params().text("n").orElseThrow()).containsExactly("1", "2");
        assertThat(node.took(Response.of(sink.sent().get(1).id(), JsonObject.of("made", "2")))).isTrue();
        assertThat(one).isNotDone();
        assertThat(two.get().text("made")).contains("2");
        assertThat(node.took(Response.of(Optional.of(sink.sent().get(0).id()),
                WireError.of(ErrorCode.OVERLOADED, "later")))).isTrue();
        assertThat(refusal(one)).isEqualTo(ErrorCode.OVERLOADED);
    }

    @Test
    void anAnswerToNothingOrASecondOneIsNoFrameOfANode() throws Exception {
        assertThat(node.took(Response.of("s1", JsonObject.EMPTY))).isFalse();
        var _ = node.request("thing.make", JsonObject.EMPTY);
        var answer = Response.of(sink.sent().getFirst().id(), JsonObject.EMPTY);
        assertThat(node.took(answer)).isTrue();
        assertThat(node.took(answer)).isFalse();
    }

    @Test
    void anAnswerThatNobodyWaitsForAnyMoreIsDroppedOnce() throws Exception {
        node.request("thing.make", JsonObject.EMPTY).cancel(true);
        node.tell("thing.stop", JsonObject.EMPTY);
        for (var sent : List.copyOf(sink.sent())) {
            var late = Response.of(sent.id(), JsonObject.EMPTY);
            assertThat(node.took(late)).isTrue();
            assertThat(node.took(late)).isFalse();
        }
    }

    @Test
    void whatIsNoFrameFailsWhatItWasToAnswer() throws Exception {
        var asked = node.request("thing.make", JsonObject.EMPTY);
        node.broken(Optional.of("other"), WireError.of(ErrorCode.INVALID_FRAME, "ok: is missing"));
        assertThat(asked).isNotDone();
        node.broken(Optional.of(sink.sent().getFirst().id()), WireError.of(ErrorCode.INVALID_FRAME, "ok: is missing"));
        assertThatThrownBy(asked::get).hasMessageContaining("ok: is missing");
    }

    @Test
    void whoeverWaitsHearsThatTheNodeIsGone() throws Exception {
        var asked = node.request("thing.make", JsonObject.EMPTY);
        node.end();
        assertThatThrownBy(asked::get).hasCauseInstanceOf(NodeLink.Gone.class);
        assertThatThrownBy(() -> node.request("thing.make", JsonObject.EMPTY)).isInstanceOf(WireException.class);
        assertThat(sink.sent()).hasSize(1);
    }

    @Test
    void whatWasNotSentWasNotAsked() {
        sink.room = false;
        assertThatThrownBy(() -> node.request("thing.make", JsonObject.EMPTY)).isInstanceOf(WireException.class);
        assertThat(sink.sent()).isEmpty();
    }

    @Test
    void piecesGoToWhoeverTakesThem() {
        var pieces = new ArrayList<NodeLink.Piece>();
        node.took(new Stream("r1", 1, 0, "progress", "lost", false));
        node.onPiece(pieces::add);
        assertThat(node.took(new Stream("r1", 1, 1, "progress", "half", false))).isTrue();
        assertThat(pieces).containsExactly(new NodeLink.Piece("r1", "progress", "half"));
    }

    @Test
    void aSilentNodeIsClosedAsIdle() {
        node.close();
        assertThat(closed).containsExactly(CloseCode.IDLE);
    }

    private static ErrorCode refusal(CompletableFuture<?> asked) throws Exception {
        try {
            asked.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WireException refused) {
                return refused.code();
            }
            throw e;
        }
        throw new AssertionError("it was not refused");
    }

    /** A client that reads at once, while there is room. */
    private final class Line implements Sink {
        private final List<Request> requests = new ArrayList<>();
        private boolean room = true;

        List<Request> sent() {
            return requests;
        }

        @Override
        public boolean send(byte[] frame) {
            try {
                return requests.add((Request) codec.decode(new String(frame, StandardCharsets.UTF_8)));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public boolean sendIfRoom(byte[] frame) {
            return send(frame);
        }

        @Override
        public boolean awaitRoom(Duration patience) {
            return room;
        }

        @Override
        public void tooSlow() {
            throw new AssertionError("nobody is slow here");
        }

        @Override
        public boolean streams() {
            return true;
        }
    }
}

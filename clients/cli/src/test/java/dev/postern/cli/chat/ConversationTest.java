// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final String ASKED = """
            {"approval":"a_1","call":"c_1","turn":"t_1","mode":"confirm","tool":"files.write","risk":"medium",
             "origin":"foreign","reason":"medium risk","input":{"path":"a\\u202eb.txt"},
             "preview":{"summary":"Creates a","detail":"+one\\n+two\\n"}}""";

    private final Frames frames = new Frames();
    private final Conversation conversation = frames.conversation();

    @Test
    void streamsAReplyAndDoesNotRepeatItAtTheEnd() {
        assertThat(frames.on("turn.accepted", "{\"turn\":\"t_1\"}")).isEmpty();
        assertThat(frames.on(1, 0, "Hel")).isEqualTo("Hel");
        assertThat(frames.on(1, 1, "lo\n")).isEqualTo("lo\n");
        assertThat(frames.on(1, 2, "")).isEmpty();
        assertThat(conversation.isBusy()).isTrue();
        assertThat(frames.on("turn.finished", "{\"turn\":\"t_1\",\"reply\":\"Hello\"}")).isEqualTo("|");
        assertThat(conversation.isBusy()).isFalse();
    }

    @Test
    void showsTheWholeReplyOfWhomNothingWasStreamed() {
        frames.on("turn.started", "{\"turn\":\"t_1\"}");
        assertThat(frames.on("turn.finished", "{\"turn\":\"t_1\",\"reply\":\"One\\nTwo\"}")).isEqualTo("One\nTwo|");
    }

    @Test
    void showsWhatComesTwiceOnce() {
        frames.on("turn.started", "{\"turn\":\"t_1\"}");
        var end = frames.event("turn.finished", "{\"turn\":\"t_1\",\"reply\":\"Once\"}");
        assertThat(Frames.text(conversation.frame(end))).isEqualTo("Once|");
        assertThat(conversation.frame(end)).isEmpty();
    }

    @Test
    void showsNothingOfOtherSessions() {
        var other = frames.event("turn.finished", "{\"turn\":\"t_9\",\"reply\":\"x\"}").toString();
        assertThat(conversation.frame(dev.postern.cli.FakeGateway.json(other.replace("s_1", "s_2")))).isEmpty();
        assertThat(conversation.frame(Frames.piece("t_9", 1, 0, "x"))).isEmpty();
    }

    @Test
    void foldsCallsToALineEachAndUnfoldsThem() {
        frames.on("turn.started", "{\"turn\":\"t_1\"}");
        assertThat(frames.on(1, 0, "Let me see.")).isEqualTo("Let me see.");
        assertThat(frames.on("tool.requested",
                "{\"turn\":\"t_1\",\"call\":\"c_1\",\"tool\":\"time.now\",\"version\":\"1.0.0\",\"input\":{\"zone\":\"Europe/Zurich\"}}"))
                .isEqualTo("|[CALL ▸ 1 time.now  zone=Europe/Zurich]");
        assertThat(conversation.activity()).isEqualTo("time.now");
        assertThat(frames.on("tool.finished", """
                {"turn":"t_1","call":"c_1","tool":"time.now","state":"finished","durationMillis":1234,
                 "output":{"text":"two\\nlines \\u001b[2J","n":[1,2]}}"""))
                .isEqualTo("[RESULT ✓ 1 1.2 s  text=\"two\\nlines \\u001b[2J\"  n=[1,2]]");
        assertThat(conversation.activity()).isEqualTo("thinking");
        // the next step's text stands below
        assertThat(frames.on(1001, 0, "Done.")).isEqualTo("Done.");
        assertThat(frames.on("turn.finished", "{\"turn\":\"t_1\",\"reply\":\"Done.\"}")).isEqualTo("|");
        assertThat(conversation.call(1).orElseThrow().unfolded()).extracting(Out.Line::text).containsExactly(
                "1 time.now 1.0.0", "input", "  zone  \"Europe/Zurich\"", "output", "  text", "    two",
                "    lines \\u001b[2J", "  n", "    1", "    2");
        assertThat(conversation.call(2)).isEmpty();
        assertThat(conversation.call(0)).isEmpty();
    }

    @Test
    void aReplyStandsBelowTheResultsThatItRestsOn() {
        frames.on("turn.started", "{\"turn\":\"t_1\"}");
        frames.on("tool.requested", "{\"turn\":\"t_1\",\"call\":\"c_1\",\"tool\":\"x.y\",\"input\":{}}");
        frames.on("tool.requested", "{\"turn\":\"t_1\",\"call\":\"c_2\",\"tool\":\"x.z\",\"input\":{}}");
        assertThat(frames.on(1001, 0, "It ")).as("faster than the events before it").isEmpty();
        assertThat(frames.on("tool.finished",
                "{\"turn\":\"t_1\",\"call\":\"c_2\",\"tool\":\"x.z\",\"state\":\"finished\"}"))
                .isEqualTo("[RESULT ✓ 2]");
        assertThat(frames.on(1001, 1, "is")).isEmpty();
        assertThat(frames.on("tool.finished",
                "{\"turn\":\"t_1\",\"call\":\"c_1\",\"tool\":\"x.y\",\"state\":\"finished\"}"))
                .isEqualTo("[RESULT ✓ 1]It is");
        assertThat(frames.on("turn.finished", "{\"turn\":\"t_1\",\"reply\":\"It is so\"}")).isEqualTo(" so|");
    }

    @Test
    void saysWhyACallBroughtNothing() {
        frames.on("tool.requested", "{\"call\":\"c_1\",\"tool\":\"x.y\",\"input\":{}}");
        assertThat(frames.on("tool.finished",
                "{\"call\":\"c_1\",\"tool\":\"x.y\",\"state\":\"denied\",\"message\":\"not you\",\"durationMillis\":7}"))
                .isEqualTo("[FAILED ✗ 1 7 ms denied: not you]");
    }

    @Test
    void asksSoThatNothingHides() {
        assertThat(frames.on("approval.requested", ASKED)).isEqualTo(
                "[ASK ┌ files.write waits for your word: medium risk, arguments from FOREIGN content]"
                        + "[ASK │ path  \"a\\u202eb.txt\"][ASK │ → Creates a][ASK │   +one][ASK │   +two]"
                        + "[ASK └ medium risk · a_1]");
        assertThat(conversation.asked().orElseThrow().id()).isEqualTo("a_1");
    }

    @Test
    void asksNoMoreOnceSomebodyDecided() {
        frames.on("approval.requested", ASKED);
        assertThat(frames.on("approval.decided",
                "{\"approval\":\"a_1\",\"tool\":\"files.write\",\"decision\":\"approved\",\"by\":\"k_2\"}"))
                .isEqualTo("[NOTE files.write is approved by k_2]");
        assertThat(conversation.asked()).isEmpty();
    }

    @Test
    void doesNotTellThePersonWhatThePersonDecided() {
        frames.on("approval.requested", ASKED);
        conversation.decides("a_1");
        assertThat(conversation.asked()).isEmpty();
        assertThat(frames.on("approval.decided",
                "{\"approval\":\"a_1\",\"tool\":\"files.write\",\"decision\":\"approved\",\"by\":\"k_1\"}")).isEmpty();
    }

    @Test
    void asksNoMoreOnceTheTurnIsOver() {
        frames.on("turn.started", "{\"turn\":\"t_1\"}");
        frames.on("approval.requested", ASKED);
        assertThat(frames.on("turn.cancelled", "{\"turn\":\"t_1\"}")).isEqualTo("[NOTE cancelled]");
        assertThat(conversation.asked()).isEmpty();
    }

    @Test
    void saysThatPartOfWhatIsAskedIsNotShown() {
        var asked = Asked.of(dev.postern.cli.FakeGateway.json(
                "{\"approval\":\"a_1\",\"tool\":\"x\",\"preview\":{\"detail\":\"" + "+line\\n".repeat(100) + "\"}}"));
        assertThat(asked.block()).extracting(Out.Line::text).contains("│   … 60 lines more: /show asked");
        assertThat(asked.whole()).hasSize(103);
        var large = Asked.of(dev.postern.api.json.JsonObject.builder().put("approval", "a_1").put("tool", "x")
                .put("input", dev.postern.api.json.JsonObject.of("content", "x".repeat(5_000))).build());
        assertThat(large.block()).filteredOn(line -> line.text().contains("content")).singleElement()
                .satisfies(line -> assertThat(line.text()).hasSizeLessThan(2_100)
                        .endsWith(" characters more: /show asked"));
        assertThat(large.whole()).anySatisfy(line -> assertThat(line.text()).contains("x".repeat(5_000)));
    }

    @Test
    void explainsFailuresAndDoubt() {
        frames.on("turn.started", "{\"turn\":\"t_1\"}");
        assertThat(frames.on("tool.in_doubt", "{\"turn\":\"t_1\",\"call\":\"c_1\",\"tool\":\"x.y\"}"))
                .contains("postern turns resolve t_1 c_1 done, retry or abandon");
        frames.on(1, 0, "Half");
        assertThat(frames.on("turn.failed", "{\"turn\":\"t_1\",\"code\":\"timeout\",\"message\":\"too\\u0007 slow\"}"))
                .isEqualTo("|[ERROR timeout: too\\u0007 slow]");
    }

    @Test
    void saysWhatBecameOfMessagesThatComeWhileATurnRuns() {
        frames.on("turn.started", "{\"turn\":\"t_1\"}");
        frames.on("turn.accepted", "{\"turn\":\"t_2\"}");
        assertThat(frames.on("turn.finished", "{\"turn\":\"t_2\",\"reply\":\"\",\"end\":\"steered\",\"into\":\"t_1\"}"))
                .isEqualTo("[NOTE Your message reached the turn that runs.]");
        assertThat(conversation.turns()).containsExactly("t_1");
        assertThat(frames.on("turn.cancelled", "{\"turn\":\"t_1\",\"reason\":\"interrupted\",\"next\":\"t_3\"}"))
                .isEqualTo("[NOTE interrupted]");
    }

    @Test
    void knowsATurnThatEndedBeforeItsMessageWasAnswered() {
        frames.on("turn.finished", "{\"turn\":\"t_1\",\"reply\":\"quick\"}");
        conversation.accepted(Frames.SESSION, "t_1");
        assertThat(conversation.isBusy()).isFalse();
    }

    @Test
    void keepsTheNumbersOfCallsWhenTheOldestAreForgotten() {
        for (int i = 1; i <= 510; i++) {
            frames.on("tool.requested", "{\"call\":\"c_" + i + "\",\"tool\":\"x.y" + i + "\",\"input\":{}}");
        }
        assertThat(conversation.call(510).orElseThrow().tool()).isEqualTo("x.y510");
        assertThat(conversation.call(11).orElseThrow().tool()).isEqualTo("x.y11");
        assertThat(conversation.call(10)).isEmpty();
    }
}

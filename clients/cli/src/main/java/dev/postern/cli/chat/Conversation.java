// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonObject;
import dev.postern.cli.Shown;

/**
 * A conversation, from what the gateway sends to what stands on the screen: frames in, lines out, and nothing else. The same
 * event twice is shown once. Used by one thread.
 */
final class Conversation {
    /** So many cursors are remembered: far more than come twice after a break. */
    private static final int MOST_SEEN = 4_096;
    /** So many calls can be shown again. */
    private static final int MOST_CALLS = 500;

    private final Set<String> seen = new LinkedHashSet<>();
    /** Turns that have not ended, in order, with their replies. */
    private final Map<String, Reply> turns = new LinkedHashMap<>();
    private final Set<String> ended = new HashSet<>();
    private final Map<String, Folded> calls = new LinkedHashMap<>();
    private final Map<String, Asked> asked = new LinkedHashMap<>();
    /** Pieces of replies that came before what stands above them. */
    private final List<JsonObject> early = new ArrayList<>();
    /** Approvals that were decided here: what became of them is known already. */
    private final Set<String> decided = new HashSet<>();
    private String session = "";
    private int numbers;

    /** Begins with another session; empty for one that its first message will make. */
    void begin(String newSession) {
        session = newSession;
        turns.clear();
        calls.clear();
        asked.clear();
        early.clear();
        numbers = 0;
    }

    /** The session; empty before it is known. */
    String session() {
        return session;
    }

    /** A message was taken. */
    void accepted(String ofSession, String turn) {
        session = ofSession;
        if (!ended.contains(turn)) {
            turns.computeIfAbsent(turn, id -> new Reply());
        }
    }

    /** A call was asked for before this conversation was looked at. */
    List<Out> waits(JsonObject approval) {
        var out = new ArrayList<Out>();
        ask(Asked.of(approval), out);
        return out;
    }

    /** An event or a piece of a stream; what is of another session shows nothing. */
    List<Out> frame(JsonObject frame) {
        var out = new ArrayList<Out>();
        if (frame.text("type").orElse("").equals("stream")) {
            piece(frame, out);
            return out;
        }
        var payload = frame.object("payload").orElse(JsonObject.EMPTY);
        if (!session.isEmpty() && payload.text("session").orElse("").equals(session) && isNew(frame)) {
            event(frame.text("topic").orElse(""), payload, out);
        }
        return out;
    }

    private void piece(JsonObject frame, List<Out> out) {
        var turn = frame.text("stream").orElse("");
        var reply = turns.get(turn);
        if (reply == null || !frame.text("kind").orElse("").equals("token")) {
            return;
        }
        if (calls.values().stream().anyMatch(call -> call.isRunning() && call.isOf(turn))) {
            // a piece may be here before the event that its step rests on, and is read after it
            early.add(frame);
            return;
        }
        reply.piece(frame.integer("attempt").orElse(0L), frame.integer("seq").orElse(0L), frame.text("data").orElse(""),
                out);
    }

    private boolean isNew(JsonObject frame) {
        var cursor = frame.text("cursor").orElse("");
        if (!cursor.isEmpty() && !seen.add(cursor)) {
            return false;
        }
        if (seen.size() > MOST_SEEN) {
            var oldest = seen.iterator();
            oldest.next();
            oldest.remove();
        }
        return true;
    }

    private void event(String topic, JsonObject payload, List<Out> out) {
        switch (topic) {
            case "turn.accepted", "turn.started" -> accepted(session, payload.text("turn").orElse(""));
            case "turn.finished", "turn.failed", "turn.cancelled" -> ends(topic, payload, out);
            case "tool.requested" -> requested(payload, out);
            case "tool.finished" -> finished(payload, out);
            case "tool.in_doubt" -> out.add(inDoubt(payload));
            case "approval.requested" -> ask(Asked.of(payload), out);
            case "approval.decided" -> decided(payload, out);
            case "session.updated" -> payload.text("state").filter(state -> !state.equals("active"))
                    .ifPresent(state -> out.add(Out.note("the session is " + Shown.line(state))));
            default -> {
                // nothing to see
            }
        }
    }

    private void ends(String topic, JsonObject payload, List<Out> out) {
        var turn = payload.text("turn").orElse("");
        ended.add(turn);
        var running = turns.remove(turn);
        var reply = running == null ? new Reply() : running;
        asked.values().removeIf(each -> each.facts().text("turn").orElse("").equals(turn));
        early.removeIf(piece -> piece.text("stream").orElse("").equals(turn));
        switch (topic) {
            case "turn.finished" -> {
                reply.finish(payload.text("reply").orElse(""), out);
                if (payload.text("end").orElse("").equals("steered")) {
                    out.add(Out.note("Your message reached the turn that runs."));
                }
            }
            case "turn.failed" -> {
                reply.end(out);
                out.add(Out.error(Shown.line(payload.text("code").orElse("failed")) + ": "
                        + Shown.line(payload.text("message").orElse("the turn failed"))));
            }
            default -> {
                reply.end(out);
                out.add(Out.note(payload.text("reason").filter("interrupted"::equals).orElse("cancelled")));
            }
        }
        out.add(new Out.Turn(payload));
    }

    private void requested(JsonObject payload, List<Out> out) {
        var reply = turns.get(payload.text("turn").orElse(""));
        if (reply != null) {
            reply.step(out);
        }
        var call = new Folded(++numbers, payload);
        calls.put(payload.text("call").orElse(""), call);
        if (calls.size() > MOST_CALLS) {
            calls.remove(calls.keySet().iterator().next());
        }
        out.add(call.call());
    }

    private void finished(JsonObject payload, List<Out> out) {
        var id = payload.text("call").orElse("");
        asked.values().removeIf(each -> each.facts().text("call").orElse("").equals(id));
        var call = calls.computeIfAbsent(id, none -> new Folded(++numbers, payload));
        out.add(call.result(payload));
        var pieces = List.copyOf(early);
        early.clear();
        pieces.forEach(piece -> piece(piece, out));
    }

    private static Out.Line inDoubt(JsonObject payload) {
        var call = Shown.line(payload.text("call").orElse(""));
        return Out.error(
                "Nobody knows whether " + Shown.line(payload.text("tool").orElse("")) + " happened. Look, and say so: "
                        + payload.text("turn").map(turn -> "postern turns resolve " + Shown.line(turn) + " " + call)
                                .orElse("postern calls resolve " + call)
                        + " done, retry or abandon");
    }

    private void ask(Asked approval, List<Out> out) {
        if (!approval.id().isEmpty() && asked.putIfAbsent(approval.id(), approval) == null) {
            out.addAll(approval.block());
        }
    }

    private void decided(JsonObject payload, List<Out> out) {
        var id = payload.text("approval").orElse("");
        var how = payload.text("decision").orElse("");
        if (how.equals("held")) {
            return;
        }
        asked.remove(id);
        if (!decided.remove(id)) {
            out.add(Out.note(Shown.line(payload.text("tool").orElse("") + " is " + how) + payload.text("by")
                    .filter(by -> !by.equals("gateway")).map(by -> " by " + Shown.line(by)).orElse("")));
        }
    }

    /** A person decides this one now. */
    void decides(String approval) {
        decided.add(approval);
        asked.remove(approval);
    }

    /** That did not work: it still waits. */
    void undecided(Asked approval) {
        decided.remove(approval.id());
        asked.put(approval.id(), approval);
    }

    /** What waits for a person's word, the first that asked. */
    Optional<Asked> asked() {
        return asked.values().stream().findFirst();
    }

    /** What waits, by its id. */
    Optional<Asked> asked(String approval) {
        return Optional.ofNullable(asked.get(approval));
    }

    /** A call by its number. */
    Optional<Folded> call(int number) {
        return calls.values().stream().skip(Math.max(0, number - 1 - (numbers - calls.size()))).findFirst()
                .filter(call -> number > numbers - calls.size() && number <= numbers);
    }

    /** The turns that have not ended, in order. */
    List<String> turns() {
        return List.copyOf(turns.keySet());
    }

    boolean isBusy() {
        return !turns.isEmpty();
    }

    /** What is going on, in a few words; empty when nothing is. */
    String activity() {
        if (turns.isEmpty()) {
            return "";
        }
        if (!asked.isEmpty()) {
            return "waiting for your word";
        }
        Collection<Folded> all = calls.values();
        var running = all.stream().filter(Folded::isRunning).map(Folded::tool).distinct().toList();
        return running.isEmpty() ? "thinking" : String.join(", ", running);
    }
}

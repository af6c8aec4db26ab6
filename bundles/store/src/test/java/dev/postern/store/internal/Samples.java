// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.memory.MemoryKind;
import dev.postern.api.message.Origin;
import dev.postern.api.planner.Usage;
import dev.postern.api.tool.Risk;
import dev.postern.core.approval.Approval;
import dev.postern.core.id.Ids;
import dev.postern.core.memory.Memory;
import dev.postern.core.policy.Grant;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyRevision;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.OutboxItem;
import dev.postern.core.turn.Turn;

/** Rows and records as the gateway has them. */
final class Samples {
    static final String TENANT = "default";
    static final Instant AT = Instant.parse("2026-11-22T10:00:00.123Z");
    static final Ids IDS = new Ids();

    private Samples() {}

    static Session session(String id, String thread) {
        return new Session(id, TENANT, "w", "webhook", "octocat", thread, AT, AT, 1, Session.ExecutionState.ACTIVE,
                SessionSettings.DEFAULT, SessionProgress.NONE);
    }

    static Session owned(String id, String owner, String thread) {
        return new Session(id, TENANT, "w", Session.GATEWAY, owner, thread, AT, AT, 1, Session.ExecutionState.ACTIVE,
                SessionSettings.DEFAULT, SessionProgress.NONE);
    }

    static Session revised(Session session, long revision, Session.ExecutionState state) {
        return new Session(session.id(), session.tenant(), session.workspace(), session.surface(), session.peer(),
                session.thread(), session.createdAt(), AT.plusSeconds(1), revision, state, session.settings(),
                session.progress());
    }

    static Turn turn(String id, String session, Turn.State state) {
        return new Turn(id, TENANT, session, state, AT,
                state.ended() ? Optional.of(AT.plusSeconds(2)) : Optional.empty(),
                state == Turn.State.FINISHED ? Optional.of("found \u0000 2 \uD83D\uDE00") : Optional.empty(),
                state == Turn.State.FAILED ? Optional.of(new Turn.Failure("timeout", "too slow")) : Optional.empty(),
                3, 4, Optional.empty(), Optional.of(new Usage(10, 2, 5, Map.of("USD", 1_250L))));
    }

    static Turn answered(String id, String session, String reply) {
        return new Turn(id, TENANT, session, Turn.State.FINISHED, AT, Optional.of(AT.plusSeconds(2)),
                Optional.of(reply), Optional.empty(), 1, 4);
    }

    static Call call(String id, String session, Optional<String> turn, Call.State state, JsonObject input) {
        return new Call(id, TENANT, session, turn, "p", "files.search", "1.2.3", "b/1/abc", state, 1, input,
                Optional.empty(), Optional.empty(), Optional.empty(), AT, Optional.empty());
    }

    static Write started(String call) {
        return new Write.Append(new Entry(RecordType.TOOL_STARTED, TENANT, "s_1", "t_1", call, AT,
                JsonObject.of("tool", "files.write"), JsonObject.of("note", "\u00fc \"quoted\""), JsonObject.EMPTY));
    }

    static Approval approval(String id, Approval.State state) {
        return new Approval(id, TENANT, "s_1", Optional.of("t_1"), 1, "c_1", "p", Approval.Mode.CONFIRM, "files.write",
                "1.2.3", "b/1/abc", Optional.of("x1"), Risk.MEDIUM, Origin.PERSON, JsonObject.of("path", "a"), "d1",
                JsonObject.EMPTY,
                List.of("risk.medium"), "medium risk is confirmed by a person", 0, "d2", AT, AT.plusSeconds(60), state,
                Optional.empty(), Optional.empty());
    }

    static PolicyRevision policy(long number) {
        return new PolicyRevision(TENANT, number, new Policy.Revision(number, 0), JsonObject.of("n", "x" + number),
                List.of(new Grant("g_1", "s_1", "p", "files.write", "1.2.3", Optional.of("b"), Optional.of("x1"),
                        Optional.of("d1"),
                        Optional.empty(), "p",
                        AT,
                        AT.plusSeconds(60))),
                "p", AT, "because");
    }

    static OutboxItem outbox(String id, OutboxItem.State state, Instant createdAt) {
        return outbox(id, "webhook", state, createdAt);
    }

    static OutboxItem outbox(String id, String surface, OutboxItem.State state, Instant createdAt) {
        return new OutboxItem(id, TENANT, "s_1", "t_1", surface, "octocat", "x", "hello", JsonObject.of("a", "b"),
                state, 0, createdAt, Optional.of("503"), createdAt);
    }

    static Memory memory(String session, long revision, String text) {
        return new Memory(TENANT, session, MemoryKind.SUMMARY, revision, AT, JsonObject.of("text", text));
    }

    static Write.StoredOutcome outcome(String key, Instant at) {
        return new Write.StoredOutcome(TENANT, "p", "messages.send", key, "digest", JsonObject.of("ok", "yes"), at);
    }

    static Entry entry(RecordType type, String session, String turn, String text) {
        return new Entry(type, TENANT, session, turn, null, AT, JsonObject.of("state", "x"),
                JsonObject.of("text", text), JsonObject.EMPTY);
    }

    static Write.Append append(String session, String turn, String text) {
        return new Write.Append(entry(RecordType.TURN_STEP, session, turn, text));
    }

    /** Objects in each other, so many in all. */
    static JsonObject nested(int depth) {
        var nested = JsonObject.EMPTY;
        for (int i = 1; i < depth; i++) {
            nested = JsonObject.builder().put("in", nested).build();
        }
        return nested;
    }

    static SessionProgress progress(String... calls) {
        return new SessionProgress(0,
                Optional.of(new SessionProgress.Memo("t_1", "rules", JsonObject.of("ask", "path"), AT)),
                List.of(calls));
    }
}

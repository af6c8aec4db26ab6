// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.postern.api.json.JsonObject;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Rows;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.Turn;

/** Sessions, and what is open in them, in memory; nothing else is asked for. */
final class FakeRows {
    private final Map<String, Session> sessions = new ConcurrentSkipListMap<>();
    private final Map<String, Call> calls = new ConcurrentHashMap<>();
    private final List<Turn> turns = new CopyOnWriteArrayList<>();

    /** A session of that owner, with a pin and a call of that tool. */
    void session(String id, String owner, Map<String, Integer> pins, List<String> tools) {
        var settings = SessionSettings.DEFAULT;
        var pinned = new SessionSettings(settings.planner(), settings.models(), settings.queueMode(),
                settings.maxQueued(), settings.allow(), settings.deny(), settings.maxRisk(), settings.confirmFrom(),
                settings.approvalMode(), settings.dryRun(), settings.messagesPerMinute(), pins, settings.collect(),
                settings.instruction(), settings.limits());
        var names = tools.stream().map(tool -> id + "-" + tool).toList();
        tools.forEach(tool -> calls.put(id + "-" + tool, new Call(id + "-" + tool, "default", id, Optional.empty(),
                owner, tool, "1.0.0", "", Call.State.FINISHED, 1, JsonObject.EMPTY, Optional.empty(), Optional.empty(),
                Optional.empty(), Instant.EPOCH, Optional.empty())));
        sessions.put(id, new Session(id, "default", "w", Session.GATEWAY, owner, "t", Instant.EPOCH, Instant.EPOCH, 1,
                Session.ExecutionState.ACTIVE, pinned, new SessionProgress(0, Optional.empty(), names)));
    }

    /** It used that tool last, in that major version. */
    void used(String id, String tool, int major) {
        sessions.computeIfPresent(id, (_, session) -> session.with(session.progress().using(tool, major)));
    }

    /** A turn of its is under way. */
    void turn(String id) {
        turns.add(new Turn("t_" + id, "default", id, Turn.State.RUNNING, Instant.EPOCH, Optional.empty(),
                Optional.empty(),
                Optional.empty(), 0, 0, Optional.empty(), Optional.empty()));
    }

    Rows rows() {
        return (Rows) Proxy.newProxyInstance(FakeRows.class.getClassLoader(), new Class<?>[]{Rows.class},
                (proxy, method, given) -> switch (method.getName()) {
                    case "sessions" -> page(String.valueOf(given[1]), given[1] == null, "");
                    case "sessionsOf" -> page(String.valueOf(given[2]), given[2] == null, String.valueOf(given[1]));
                    case "session" -> Optional.ofNullable(sessions.get(given[1]));
                    case "openTurns" -> turns;
                    case "openApprovals" -> List.of();
                    case "call" -> Optional.ofNullable(calls.get(given[1]));
                    case "hashCode" -> 1;
                    case "equals" -> proxy == given[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private List<Session> page(String after, boolean first, String owner) {
        return sessions.values().stream().filter(session -> (first || session.id().compareTo(after) > 0)
                && (owner.isEmpty() || session.peer().equals(owner))).limit(2).toList();
    }
}

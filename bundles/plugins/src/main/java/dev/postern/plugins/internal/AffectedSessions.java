// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.api.schema.Description;
import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.store.Rows;
import dev.postern.core.tool.Majors;
import dev.postern.plugins.internal.PluginJar.ToolFile;
import org.jspecify.annotations.Nullable;

/** Which sessions use tools that change or go: they are pinned to their major version, or used it last. */
final class AffectedSessions {
    private static final int PAGE = 200;
    private static final int SHOWN = 20;
    /** Calls that are looked up at most: an answer is wanted, not a report. */
    private static final int MOST_CALLS = 5_000;
    private static final int MOST_SESSIONS = 50_000;

    private final Rows rows;
    private final Principal principal;
    private final Set<Major> changed;
    private final Set<Major> lost;
    private int calls;

    private AffectedSessions(Rows rows, Principal principal, Set<Major> changed, Set<Major> lost) {
        this.rows = rows;
        this.principal = principal;
        this.changed = changed;
        this.lost = lost;
    }

    /**
     * Of the sessions within the principal's reach, those that use what goes, or has another version or descriptor.
     *
     * @param before tools that serve
     * @param after tools that will
     * @return empty for who may not read sessions
     */
    static Optional<Affected> read(Rows rows, Principal principal, List<ToolFile> before, List<ToolFile> after) {
        if (!principal.may("sessions:read")) {
            return Optional.empty();
        }
        var names = before.stream().map(ToolFile::name).collect(Collectors.toSet());
        var lost = majors(before);
        lost.removeAll(majors(after));
        var changed = majors(before.stream().filter(tool -> !after.contains(tool)).toList());
        changed.addAll(majors(after.stream().filter(tool -> names.contains(tool.name()) && !before.contains(tool))
                .toList()));
        return Optional.of(new AffectedSessions(rows, principal, changed, lost).look());
    }

    private static Set<Major> majors(List<ToolFile> tools) {
        return tools.stream().map(tool -> new Major(tool.name(), Majors.of(tool.version())))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private Affected look() {
        var shown = new ArrayList<String>();
        var users = new HashSet<String>();
        long stranded = 0;
        long moving = 0;
        int seen = 0;
        for (List<Session> page = changed.isEmpty() ? List.of() : page(null); !page.isEmpty()
                && seen < MOST_SESSIONS; page = page(page.getLast().id())) {
            seen += page.size();
            for (Session session : page) {
                if (uses(session)) {
                    users.add(session.id());
                    stranded += isStranded(session) ? 1 : 0;
                    moving += isMoving(session) ? 1 : 0;
                    if (shown.size() < SHOWN) {
                        shown.add(session.id());
                    }
                }
            }
        }
        return new Affected(users.size(), stranded, moving, turns(users), approvals(users), shown,
                calls < MOST_CALLS && seen < MOST_SESSIONS ? Optional.empty() : Optional.of(true));
    }

    private List<Session> page(@Nullable String after) {
        return principal.may(Session.OTHERS)
                ? rows.sessions(principal.tenant(), after, PAGE)
                : rows.sessionsOf(principal.tenant(), principal.id(), after, PAGE);
    }

    private boolean uses(Session session) {
        return pins(session).anyMatch(changed::contains) || used(session).anyMatch(changed::contains)
                || called(session);
    }

    private boolean isStranded(Session session) {
        return pins(session).anyMatch(lost::contains);
    }

    private boolean isMoving(Session session) {
        return used(session).anyMatch(lost::contains);
    }

    private static Stream<Major> pins(Session session) {
        return session.settings().pins().entrySet().stream().map(pin -> new Major(pin.getKey(), pin.getValue()));
    }

    /** What it used last, where no pin says otherwise. */
    private static Stream<Major> used(Session session) {
        return session.progress().majors().orElse(Map.of()).entrySet().stream()
                .filter(used -> !session.settings().pins().containsKey(used.getKey()))
                .map(used -> new Major(used.getKey(), used.getValue()));
    }

    /** Of tools whose last use is not noted: calls from before that was. */
    private boolean called(Session session) {
        for (String id : session.progress().recentCalls().reversed()) {
            if (calls++ >= MOST_CALLS) {
                return false;
            }
            if (rows.call(principal.tenant(), id)
                    .filter(call -> !call.version().isEmpty() && session.progress().major(call.tool()).isEmpty())
                    .map(call -> new Major(call.tool(), Majors.of(call.version()))).filter(changed::contains)
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    private long turns(Set<String> users) {
        return users.isEmpty()
                ? 0
                : rows.openTurns().stream().filter(turn -> turn.tenant().equals(principal.tenant())
                        && users.contains(turn.session())).count();
    }

    /** Those of sessions that never used it count as well: a call that waits has not begun. */
    private long approvals(Set<String> users) {
        return lost.isEmpty()
                ? 0
                : rows.openApprovals().stream().filter(approval -> approval.tenant().equals(principal.tenant())
                        && lost.contains(new Major(approval.tool(), Majors.of(approval.version())))
                        && (users.contains(approval.session()) || isWithinReach(approval.session()))).count();
    }

    private boolean isWithinReach(String session) {
        return rows.session(principal.tenant(), session).filter(found -> found.isWithinReachOf(principal)).isPresent();
    }

    /** A major version of a tool. */
    private record Major(String tool, int major) {}

    /**
     * Sessions that a change concerns.
     *
     * @param count how many are pinned to such a tool or used it
     * @param stranded those of them whose pinned major serves no more
     * @param moving those of them that used last a major which serves no more
     * @param turns of theirs, under way
     * @param approvals asked for or given for what serves no more, and not used
     * @param sessions ids of the first of them
     * @param more present when there were too many calls to look at all
     */
    public record Affected(
            @Description("How many are pinned to a tool that changes or goes, or used it last.") long count,
            @Description("Those of them that are pinned to a major version which serves no more: their calls are refused.") long stranded,
            @Description("Those of them that used last a major version which serves no more: their next call gets another one, where there is one.") long moving,
            @Description("Turns of theirs that are under way.") long turns,
            @Description("Calls that wait for a person's word, or have it, for what serves no more: they are asked for anew.") long approvals,
            @Description("Ids of the first 20.") List<String> sessions,
            @Description("True when there were too many sessions or calls to look at all: there may be more.") Optional<Boolean> more) {}
}

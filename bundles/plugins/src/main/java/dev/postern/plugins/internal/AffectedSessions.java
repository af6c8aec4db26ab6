// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.postern.api.schema.Description;
import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.store.Rows;
import dev.postern.core.turn.Call;
import dev.postern.plugins.internal.PluginJar.ToolFile;
import org.jspecify.annotations.Nullable;

/** Which sessions use tools that change or go: they are pinned to it, or called it lately. */
final class AffectedSessions {
    private static final int PAGE = 200;
    private static final int SHOWN = 20;
    /** Calls that are looked up at most: an answer is wanted, not a report. */
    private static final int MOST_CALLS = 5_000;

    private final Rows rows;
    private final Principal principal;
    private int calls;

    AffectedSessions(Rows rows, Principal principal) {
        this.rows = rows;
        this.principal = principal;
    }

    /** Of the sessions within the principal's reach, those that use what the new version has no more, or has another of. */
    Affected of(List<ToolFile> before, List<ToolFile> after) {
        Set<ToolFile> same = Set.copyOf(after);
        Set<String> changed = before.stream().filter(tool -> !same.contains(tool)).map(ToolFile::name)
                .collect(Collectors.toSet());
        Map<String, Set<Integer>> majors = new HashMap<>();
        after.forEach(tool -> majors.computeIfAbsent(tool.name(), _ -> new java.util.HashSet<>())
                .add(major(tool.version())));
        return changed.isEmpty() ? new Affected(0, 0, List.of(), Optional.empty()) : look(changed, majors);
    }

    private Affected look(Set<String> changed, Map<String, Set<Integer>> majors) {
        var shown = new ArrayList<String>();
        long count = 0;
        long stranded = 0;
        for (List<Session> page = page(null); !page.isEmpty(); page = page(page.getLast().id())) {
            for (Session session : page) {
                boolean lost = session.settings().pins().entrySet().stream().anyMatch(pin -> changed
                        .contains(pin.getKey())
                        && !majors.getOrDefault(pin.getKey(), Set.of()).contains(pin.getValue()));
                if (lost || uses(session, changed)) {
                    count++;
                    stranded += lost ? 1 : 0;
                    if (shown.size() < SHOWN) {
                        shown.add(session.id());
                    }
                }
            }
        }
        return new Affected(count, stranded, shown, calls < MOST_CALLS ? Optional.empty() : Optional.of(true));
    }

    private List<Session> page(@Nullable String after) {
        return principal.may(Session.OTHERS)
                ? rows.sessions(principal.tenant(), after, PAGE)
                : rows.sessionsOf(principal.tenant(), principal.id(), after, PAGE);
    }

    private boolean uses(Session session, Set<String> tools) {
        if (session.settings().pins().keySet().stream().anyMatch(tools::contains)) {
            return true;
        }
        for (String id : session.progress().recentCalls().reversed()) {
            if (calls++ >= MOST_CALLS) {
                return false;
            }
            if (rows.call(principal.tenant(), id).map(Call::tool).filter(tools::contains).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static int major(String version) {
        return Integer.parseInt(version.split("\\.", 2)[0]);
    }

    /**
     * Sessions that a change concerns.
     *
     * @param count how many are pinned to such a tool or called it lately
     * @param stranded those of them whose pinned major serves no more
     * @param sessions ids of the first of them
     * @param more present when there were too many calls to look at all
     */
    public record Affected(
            @Description("How many are pinned to a tool that changes or goes, or called it lately.") long count,
            @Description("Those of them that are pinned to a major version which serves no more.") long stranded,
            @Description("Ids of the first 20.") List<String> sessions,
            @Description("True when there were too many calls to look at all: there may be more.") Optional<Boolean> more) {}
}

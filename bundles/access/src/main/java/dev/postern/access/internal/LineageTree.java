// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What came of a program without a sandbox, found by descent, by the sessions that they lead, and by a mark in their
 * environment, whichever of these they gave up. One that gave up all three escapes: it has left its parents and their
 * sessions and begun a program with another environment.
 */
final class LineageTree extends ProcessTree {
    private final ProcessHandle root;
    private final Mark mark;
    private final long started;
    /** Those that were found, by their numbers with their starts: the children of one that has ended are orphans. */
    private final Map<Long, Long> known = new HashMap<>();
    private final Set<Long> sessions = new HashSet<>();

    LineageTree(Process root, Mark mark) {
        this.root = root.toHandle();
        this.mark = mark;
        // one that has ended already: then all are looked at
        this.started = ProcessTable.of(root.pid()).map(ProcessTable.Entry::started).orElse(0L);
        known.put(root.pid(), started);
        sessions.add(root.pid());
    }

    @Override
    Set<Long> alive() {
        return ProcessTable.isThere()
                ? members(ProcessTable.all())
                : Stream.concat(Stream.of(root), root.descendants())
                        .filter(ProcessHandle::isAlive)
                        .map(ProcessHandle::pid)
                        .collect(Collectors.toSet());
    }

    private Set<Long> members(List<ProcessTable.Entry> all) {
        var members = new LinkedHashSet<Long>();
        var others = new LinkedHashSet<ProcessTable.Entry>();
        for (var process : all) {
            Long start = known.get(process.pid());
            if (start != null && start != process.started()) {
                // somebody else has the number now, and with it may lead a session
                known.remove(process.pid());
                sessions.remove(process.pid());
            }
            if (start != null && start == process.started() || mark.isOn(process, started)) {
                join(process, members);
            } else if (process.started() >= started) {
                others.add(process);
            }
        }
        // children of members may have children, and lead sessions, that are not looked at yet
        boolean more = true;
        while (more) {
            more = others.removeIf(process -> {
                boolean ours = members.contains(process.parent()) || sessions.contains(process.session());
                if (ours) {
                    join(process, members);
                }
                return ours;
            });
        }
        return members;
    }

    private void join(ProcessTable.Entry process, Set<Long> members) {
        members.add(process.pid());
        known.put(process.pid(), process.started());
        if (process.session() == process.pid()) {
            sessions.add(process.session());
        }
    }
}

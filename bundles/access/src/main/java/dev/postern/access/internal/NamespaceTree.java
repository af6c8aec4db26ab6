// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What runs in a sandbox. It ends with the first process of its namespace, which is there until all others have ended
 * (pid_namespaces(7)); so nothing escapes, and nothing needs to be looked for.
 */
final class NamespaceTree extends ProcessTree {
    private final Optional<ProcessTable.Entry> outside;
    private final Optional<ProcessTable.Entry> first;

    /** Waits until there is a first process, some ms. */
    NamespaceTree(Process sandbox) {
        outside = ProcessTable.of(sandbox.pid());
        first = first(sandbox);
    }

    private static Optional<ProcessTable.Entry> first(Process sandbox) {
        long begin = System.nanoTime();
        while (sandbox.isAlive() && System.nanoTime() - begin < PATIENCE) {
            var child = ProcessTable.childOf(sandbox.pid());
            if (child.isPresent()) {
                return child;
            }
            LockSupport.parkNanos(PAUSE);
        }
        return Optional.empty();
    }

    @Override
    Set<Long> alive() {
        var alive = new LinkedHashSet<Long>();
        Stream.of(first, outside)
                .flatMap(Optional::stream)
                .filter(process -> ProcessTable.of(process.pid()).filter(process::isSame).isPresent())
                .forEach(process -> alive.add(process.pid()));
        return alive;
    }
}

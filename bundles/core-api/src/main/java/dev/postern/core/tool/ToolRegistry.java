// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.tool;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.hash.Sha256;
import org.osgi.annotation.versioning.ProviderType;

/** The tools that can be called now, by our own table: what a plugin registers counts once it is checked. */
@ProviderType
public interface ToolRegistry {

    /** All, by name and version. */
    List<RegisteredTool> tools();

    /**
     * The highest version that serves.
     *
     * @param name the tool's name
     * @param versions an OSGi version range such as {@code [1,2)}; empty for any
     */
    Optional<RegisteredTool> find(String name, String versions);

    /** Those of a bundle, also where another one has the same version. */
    default List<RegisteredTool> of(long bundleId) {
        return tools().stream().filter(tool -> tool.bundleId() == bundleId).toList();
    }

    /**
     * Whether a version is installed and shall serve, whether it does now or not.
     *
     * @param name the tool's name
     * @param versions as for {@link #find}
     */
    default boolean expects(String name, String versions) {
        return false;
    }

    /**
     * Which of several ranges counts: the first in which a version serves, or shall. So nobody leaves the version that he
     * uses because its plugin is still on its way up.
     *
     * @param name the tool's name
     * @param ranges each as for {@link #find}, the best first; one at least
     * @return the last of them when there is none in any
     */
    default String choose(String name, List<String> ranges) {
        return ranges.stream().filter(range -> find(name, range).isPresent() || expects(name, range)).findFirst()
                .orElse(ranges.getLast());
    }

    /** Registrations that were refused, with the reason: a bad descriptor, a name that another plugin owns. */
    List<RefusedTool> refused();

    /**
     * Takes a bundle's tools out of the table, so that no new call reaches them, and waits for those that run. They do
     * not come back unless they are registered anew.
     *
     * @param bundleId the framework's id of the bundle
     * @param limit how long to wait at most
     * @return whether nothing runs any more
     * @throws InterruptedException when interrupted; what runs goes on
     */
    default boolean drain(long bundleId, Duration limit) throws InterruptedException {
        return true;
    }

    /**
     * The same for one tool that runs elsewhere.
     *
     * @param tool the service
     * @param limit how long to wait at most; zero for not at all
     * @return whether nothing runs any more
     * @throws InterruptedException when interrupted; what runs goes on
     */
    default boolean drain(HostedTool tool, Duration limit) throws InterruptedException {
        return true;
    }

    /**
     * Tells of changes of what serves or is refused.
     *
     * @param changed called after each change, on whatever thread made it; must not block
     * @return ends it
     */
    Listening listen(Runnable changed);

    /**
     * Waits for a tool.
     *
     * @param name the tool's name
     * @param versions as for {@link #find}
     * @param longest how long to wait at most
     * @return the highest version that serves; empty when none came in time
     * @throws InterruptedException when interrupted
     */
    default Optional<RegisteredTool> await(String name, String versions, Duration longest)
            throws InterruptedException {
        var changes = new Semaphore(0);
        try (var _ = listen(changes::release)) {
            long end = System.nanoTime() + longest.toNanos();
            while (true) {
                var found = find(name, versions);
                long left = end - System.nanoTime();
                if (found.isPresent() || left <= 0) {
                    return found;
                }
                if (changes.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                    changes.drainPermits();
                }
            }
        }
    }

    /** Being told of changes. */
    interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * A tool that serves.
     *
     * @param descriptor what it declares
     * @param bundle its bundle, {@code <symbolic name>/<version>/<sha256>}
     * @param bundleId the framework's id of the bundle
     */
    record RegisteredTool(ToolDescriptor descriptor, String bundle, long bundleId) {
        /** SHA-256 over both schemas in canonical form, hex: anew with each call. */
        public String schemas() {
            return Sha256.hex(JsonObject.builder()
                    .put("input", descriptor.inputSchema())
                    .put("output", descriptor.outputSchema())
                    .build()
                    .canonical());
        }
    }

    /**
     * A tool that does not serve.
     *
     * @param name its name
     * @param bundleId the framework's id of its bundle
     * @param reason why, and the way out
     */
    record RefusedTool(String name, long bundleId, String reason) {}
}

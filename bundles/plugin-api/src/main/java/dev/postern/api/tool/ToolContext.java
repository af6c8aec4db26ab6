// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What one call may use. A tool that reaches the world only through here can run in another process, be simulated, and
 * be replayed. Valid until the call ends; afterwards every means throws {@link IllegalStateException}.
 */
@ProviderType
public interface ToolContext {

    /** The call's id. */
    String call();

    /** Whose call it is. */
    String tenant();

    /** The session, when there is one. */
    Optional<String> session();

    /** Where the call's arguments came from, at worst; foreign where nobody knows. What is kept of them keeps it. */
    default Origin origin() {
        return Origin.FOREIGN;
    }

    /** The same for every try of the same call, also after a crash; hand it to systems that know such keys. */
    String idempotencyKey();

    /** When the call is cancelled. */
    Instant deadline();

    /** Whether the call was cancelled; its thread is interrupted as well. */
    Cancellation cancellation();

    /** The tool's settings for this tenant; secrets in it are resolved. */
    JsonObject configuration();

    /** Secrets the plugin may read. */
    Secrets secrets();

    /** HTTP requests, to hosts the plugin may reach. */
    HttpAccess http();

    /** Files, below the roots that are configured. */
    FileAccess files();

    /** Other programs, those that the plugin may start. */
    ProcessAccess processes();

    /** Reports to whoever watches the call. */
    Progress progress();

    /** The time; recorded, so that a replay sees the same. */
    Clock clock();

    /** Random values from a recorded seed, so that a replay sees the same. Not for keys or tokens. */
    RandomGenerator random();
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.core.identity.Principal;
import dev.postern.core.tool.Majors;

/**
 * Our state for a surface's conversation.
 *
 * @param id {@code s_…}
 * @param tenant whose it is
 * @param workspace sessions of one workspace share memory and policy
 * @param surface the surface it belongs to; {@link #GATEWAY} and {@link #DIRECT} are the wire's own
 * @param peer the peer it belongs to
 * @param thread the conversation
 * @param createdAt when it began
 * @param updatedAt when its settings changed last
 * @param revision counts changes of its settings, from 1
 * @param state whether it runs turns
 * @param settings what operators set
 * @param progress what turns keep
 */
public record Session(
        String id,
        String tenant,
        String workspace,
        String surface,
        String peer,
        String thread,
        Instant createdAt,
        Instant updatedAt,
        long revision,
        ExecutionState state,
        SessionSettings settings,
        SessionProgress progress) {
    /** The surface of the clients of the wire: they read replies from events, nothing is delivered to them. */
    public static final String GATEWAY = "gateway";
    /** The surface of the calls that clients of the wire make outside any turn. */
    public static final String DIRECT = "direct";
    /** The scope that brings what other principals have within reach. */
    public static final String OTHERS = "sessions:others";

    /**
     * The versions of a tool that the session gets: as OSGi version ranges, empty for any, the best first. A range that was
     * asked for or is pinned stands alone; else a call that had begun stays in its major version, and the session in that
     * which it used last.
     *
     * @param tool its name
     * @param wanted the range that was asked for; empty for none in particular
     * @param bound the version that the call had before it waited or was cut off; empty for none
     */
    public List<String> versions(String tool, String wanted, String bound) {
        var said = settings.versions(tool, wanted);
        if (!said.isEmpty()) {
            return List.of(said);
        }
        var known = Optional.of(bound).filter(version -> !version.isEmpty()).map(Majors::of)
                .or(() -> progress.major(tool));
        return known.map(major -> List.of(Majors.range(major), "")).orElse(List.of(""));
    }

    /** The same with what its turns and calls keep now. */
    public Session with(SessionProgress now) {
        return new Session(id, tenant, workspace, surface, peer, thread, createdAt, updatedAt, revision, state,
                settings,
                now);
    }

    /** The id of the principal whose it is; empty when it is a peer's of a surface. */
    public Optional<String> owner() {
        return surface.equals(GATEWAY) || surface.equals(DIRECT) ? Optional.of(peer) : Optional.empty();
    }

    /** Whether a principal may know of it: its own, and with {@link #OTHERS} all of its tenant. */
    public boolean isWithinReachOf(Principal principal) {
        return tenant.equals(principal.tenant()) && (isOf(principal) || principal.may(OTHERS));
    }

    /** Whether it is a principal's own. */
    public boolean isOf(Principal principal) {
        return tenant.equals(principal.tenant()) && owner().filter(principal.id()::equals).isPresent();
    }

    /** Whether a session runs turns. */
    public enum ExecutionState {
        /** Runs its turns. */
        ACTIVE,
        /** Accepts messages and runs them once resumed. */
        PAUSED,
        /** Refuses messages until an operator resumes it. */
        QUARANTINED
    }
}

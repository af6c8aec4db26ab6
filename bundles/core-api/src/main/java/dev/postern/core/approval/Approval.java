// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.approval;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.Risk;

/**
 * A person's word that a call waits for. Bound by its digest to exactly what is shown: the arguments, the tool's version,
 * its bundle and schema, the rules in force and who asks. Whatever of these changes, it counts for nothing any more.
 *
 * @param id {@code a_…}
 * @param tenant whose
 * @param session the session of the call
 * @param turn its turn, if it belongs to one
 * @param step the turn's step that wants it, from 1; 0 outside any turn. Calls of one step are one batch
 * @param call the call
 * @param principal who asks
 * @param mode what is asked for
 * @param tool the tool's name
 * @param version its exact version
 * @param bundle the bundle that would serve it, {@code <symbolic name>/<version>/<sha256>}
 * @param schemas the digest of what the tool takes and returns, hex; empty in records from before it was kept
 * @param risk what it can do at worst
 * @param origin where the arguments came from, at worst
 * @param input the canonical arguments, redacted
 * @param arguments the keyed digest of the arguments as they are, hex
 * @param preview what the call would do, {@code {summary, mediaType, detail}}; empty when the tool cannot say
 * @param rules the rules that ask
 * @param reason why they do, for people
 * @param revision the revision of the rules' document
 * @param digest what it is bound to, SHA-256 in hex
 * @param requestedAt when it was asked for
 * @param expiresAt until when it can be given, and used
 * @param state where it stands
 * @param decision who decided, once somebody has
 * @param request what runs the call once it may, for a call outside any turn; gone once it was used, refused or handed on
 */
public record Approval(
        String id,
        String tenant,
        String session,
        Optional<String> turn,
        int step,
        String call,
        String principal,
        Mode mode,
        String tool,
        String version,
        String bundle,
        Optional<String> schemas,
        Risk risk,
        Origin origin,
        JsonObject input,
        String arguments,
        JsonObject preview,
        List<String> rules,
        String reason,
        long revision,
        String digest,
        Instant requestedAt,
        Instant expiresAt,
        State state,
        Optional<Decision> decision,
        Optional<JsonObject> request) {

    /** Copies the list. */
    public Approval {
        rules = List.copyOf(rules);
    }

    /**
     * The same, where it stands now. One that is superseded keeps its request, for the one that is asked for in its place;
     * whatever else ends it drops that.
     */
    public Approval now(State then, Optional<Decision> by) {
        return with(then, by, then.ended() && then != State.SUPERSEDED ? Optional.empty() : request);
    }

    /** The same without what would run its call. */
    public Approval withoutRequest() {
        return with(state, decision, Optional.empty());
    }

    private Approval with(State then, Optional<Decision> by, Optional<JsonObject> kept) {
        return new Approval(id, tenant, session, turn, step, call, principal, mode, tool, version, bundle, schemas,
                risk,
                origin, input, arguments, preview, rules, reason, revision, digest, requestedAt, expiresAt, then, by,
                kept);
    }

    /** What is asked for. */
    public enum Mode {
        /** A person says yes once. */
        CONFIRM,
        /** A person holds while it runs. */
        HOLD
    }

    /**
     * Where it stands. {@code PENDING} becomes {@code APPROVED} or {@code HELD}, and by the call's start {@code CONSUMED};
     * everything else is the end of it.
     */
    public enum State {
        PENDING,
        APPROVED,
        /** Somebody began to hold; the call has not started. */
        HELD,
        DENIED,
        EXPIRED,
        /** What it was for is gone. */
        SUPERSEDED,
        /** Given, and used up by the start of the call. */
        CONSUMED;

        /** Whether nothing more comes of it. */
        public boolean ended() {
            return this != PENDING && this != APPROVED && this != HELD;
        }
    }

    /**
     * Somebody's word.
     *
     * @param by the principal's id; {@code gateway} for what happened by itself
     * @param at when
     * @param reason why; may be empty
     */
    public record Decision(String by, Instant at, String reason) {}
}

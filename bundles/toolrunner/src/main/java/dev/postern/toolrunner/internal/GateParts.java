// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Holds;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.id.Ids;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.Principal;
import dev.postern.core.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * What calls are judged with.
 *
 * @param policy decides
 * @param digest of arguments
 * @param holds who holds now; null while nobody can
 * @param authenticator who counts; null while nobody can tell
 * @param expiry how long a question stands
 * @param dryRun whether nothing is executed at all
 * @param requests what runs a call outside any turn
 * @param ids of approvals
 * @param clock the time
 */
record GateParts(
        Policy policy,
        KeyedDigest digest,
        Supplier<@Nullable Holds> holds,
        Supplier<@Nullable Authenticator> authenticator,
        Supplier<Duration> expiry,
        BooleanSupplier dryRun,
        DirectRequests requests,
        Ids ids,
        Clock clock) {

    /** The hold that is kept up for an approval. */
    Optional<Holds.Hold> hold(Approval approval) {
        var known = holds.get();
        return known == null ? Optional.empty() : known.find(approval.tenant(), approval.id());
    }

    /** Whether a principal may still ask: a client whose token was revoked, or has expired, may not. */
    boolean counts(Principal principal) {
        var known = authenticator.get();
        return principal.kind() != Principal.Kind.CLIENT || known == null || known.current(principal);
    }
}

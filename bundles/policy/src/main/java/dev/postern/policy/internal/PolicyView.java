// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.time.Instant;

import dev.postern.api.schema.Description;
import dev.postern.core.policy.PolicyRevision;

/** A change of policy, without its document. */
public record PolicyView(
        @Description("Counts all changes, from 1; 0 where nobody has set anything") long revision,
        @Description("Counts the changes of the rules: approvals are bound to it") long document,
        @Description("Counts the changes of the standing grants") long grants,
        @Description("Who made it") String by,
        Instant at,
        String comment) {

    static PolicyView of(PolicyRevision revision) {
        return new PolicyView(revision.number(), revision.revision().document(), revision.revision().grants(),
                revision.by(), revision.at(), revision.comment());
    }

    /** Where nobody has set anything: risk alone decides. */
    static PolicyView baseline() {
        return new PolicyView(0, 0, 0, "gateway", Instant.EPOCH, "as shipped");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.policy;

import java.time.Instant;
import java.util.List;

import dev.postern.api.json.JsonObject;

/**
 * What was in force for a tenant from a change to the next.
 *
 * @param tenant whose
 * @param number counts all changes, from 1
 * @param revision the revision that inputs name
 * @param document the rules, as {@code schemas/policy.json} has them
 * @param grants the standing grants, those that had ended by then left out
 * @param by who changed it
 * @param at when
 * @param comment why; may be empty
 */
public record PolicyRevision(
        String tenant,
        long number,
        Policy.Revision revision,
        JsonObject document,
        List<Grant> grants,
        String by,
        Instant at,
        String comment) {

    /** Copies the list. */
    public PolicyRevision {
        grants = List.copyOf(grants);
    }
}

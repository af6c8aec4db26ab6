// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.policy;

import org.osgi.annotation.versioning.ProviderType;

/** Decides about calls, in one place. Any thread; never blocks. */
@ProviderType
public interface Policy {

    /** What is in force for a tenant: part of the inputs made now, and of what an approval is bound to. */
    Revision revision(String tenant);

    /**
     * Judges. Pure: the same input, the same decision, as long as the revision that it names is known.
     *
     * @param input all that the decision depends on
     * @return the effect and the rules that decided
     */
    PolicyDecision decide(PolicyInput input);

    /**
     * What is in force.
     *
     * @param document counts the changes of the rules, from 0 for none; approvals are bound to it
     * @param grants counts the changes of the standing grants; they only ever let through what a person has seen, so no
     *     approval depends on them
     */
    record Revision(long document, long grants) {}
}

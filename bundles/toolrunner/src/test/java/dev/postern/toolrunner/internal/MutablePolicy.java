// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.policy.PolicyInput;
import dev.postern.policy.internal.CompiledPolicy;

/** The baseline, until a test says otherwise. */
final class MutablePolicy implements Policy {
    private final AtomicLong document = new AtomicLong();
    private volatile Optional<Effect> effect = Optional.empty();

    /** Another document, that says the same. */
    void change() {
        document.incrementAndGet();
    }

    /** As a grant or a session's settings do: without another document. */
    void decide(Effect always) {
        effect = Optional.of(always);
    }

    @Override
    public Revision revision(String tenant) {
        return new Revision(document.get(), 0);
    }

    @Override
    public PolicyDecision decide(PolicyInput input) {
        var said = CompiledPolicy.BASELINE.decide(input);
        return effect.map(always -> new PolicyDecision(always, said.rules(), said.reason())).orElse(said);
    }
}

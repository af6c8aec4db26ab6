// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.util.Optional;

import dev.postern.core.approval.Approval;
import dev.postern.core.health.HealthPart;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Up when what waits for a person's word is known, and its end can be recorded. That calls wait is nobody's fault: it is
 * told all the same. Knows by what was seen last and asks no database.
 */
@Component
public final class ApprovalsHealth implements HealthPart {
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Caretaker caretaker;

    @Override
    public String name() {
        return "approvals";
    }

    @Override
    public Health health() {
        return health(Optional.empty());
    }

    @Override
    public Health health(Optional<String> tenant) {
        var known = caretaker;
        if (known == null) {
            return Health.down("what waits is looked after by nobody: that needs the store, the tools and the gateway's"
                    + " connections; see the console's components");
        }
        var problem = known.problem();
        return problem.isEmpty() ? new Health(true, waiting(known, tenant)) : Health.down(problem);
    }

    private static String waiting(Caretaker known, Optional<String> tenant) {
        var times = known.waiting()
                .filter(approval -> tenant.isEmpty() || tenant.get().equals(approval.tenant()))
                .map(Approval::requestedAt).sorted().toList();
        return switch (times.size()) {
            case 0 -> "";
            case 1 -> "1 call waits for a person's word since " + times.getFirst();
            default -> times.size() + " calls wait for a person's word, the oldest since " + times.getFirst();
        };
    }
}

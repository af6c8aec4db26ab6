package dev.postern.toolrunner.internal;

import java.util.Optional;

import dev.postern.core.identity.Principal;
import dev.postern.core.store.Rows;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.WireException;

/** Calls as a principal may see them: its own, and with a right to sessions those of all. */
final class OwnCalls {
    private final Rows rows;

    OwnCalls(Rows rows) {
        this.rows = rows;
    }

    /**
     * A call.
     *
     * @param scope what it takes to reach somebody else's
     * @throws WireException {@code not_found}, also for somebody else's
     */
    Call get(Principal who, String call, String scope) throws WireException {
        return find(who, call).filter(found -> reaches(who, found.principal(), scope))
                .orElseThrow(() -> WireException.notFound("call", call));
    }

    Optional<Call> find(Principal who, String call) {
        return rows.call(who.tenant(), call);
    }

    static boolean reaches(Principal who, String owner, String scope) {
        return owner.equals(who.id()) || who.may(scope);
    }
}

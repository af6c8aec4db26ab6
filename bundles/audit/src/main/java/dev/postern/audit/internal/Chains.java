// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import dev.postern.core.identity.Principal;
import dev.postern.core.store.Entry;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/** Which chain somebody may read. */
final class Chains {
    private Chains() {}

    /**
     * The tenant's own; the installation's for those who may do everything.
     *
     * @throws WireException {@code forbidden} for the installation's without the scope {@code *}
     */
    static String of(Principal principal, Which which) throws WireException {
        if (which == Which.TENANT) {
            return principal.tenant();
        }
        if (!principal.may("*")) {
            throw new WireException(ErrorCode.FORBIDDEN,
                    "the installation's chain concerns all tenants: reading it needs the scope *");
        }
        return Entry.INSTALLATION;
    }

    /** Whose chain. */
    enum Which {
        TENANT, INSTALLATION
    }
}

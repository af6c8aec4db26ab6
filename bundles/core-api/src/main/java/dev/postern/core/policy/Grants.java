// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.policy;

import java.time.Duration;
import java.util.List;

import dev.postern.core.approval.Approval;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Write;
import dev.postern.core.wire.WireException;
import org.osgi.annotation.versioning.ProviderType;

/** Gives standing grants. Any thread. */
@ProviderType
public interface Grants {

    /**
     * What writes a grant, to go into the batch of the approval that it is given with.
     *
     * @param by who gives it
     * @param approval what was approved: the grant is for its principal, session, tool, version, bundle and schemas
     * @param lasts from a minute to a day
     * @param anyArguments whether other arguments are let through as well
     * @throws WireException when it may not be given, or there are too many
     */
    List<Write> grant(Principal by, Approval approval, Duration lasts, boolean anyArguments) throws WireException;
}

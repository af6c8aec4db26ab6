// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.budget;

import java.util.List;

import dev.postern.core.session.Session;
import org.osgi.annotation.versioning.ProviderType;

/** What may be used. Safe for use by any thread; answers at once. */
@ProviderType
public interface Budgets {

    /** The limits that hold for what a session does now: those of the configuration, and its own. */
    List<Limit> limits(Session session);
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.audit;

import java.time.Instant;
import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

/** Reads the chains up to what is durable. Any thread; reads never wait behind writes. */
@ProviderType
public interface AuditLog {

    /** The chains that hold anything: tenants, and {@code *} for the installation. */
    List<String> chains();

    /** The end of a chain. */
    AuditHead head(String chain);

    /** Records after a number, in order, at most {@code limit} (1 to 10,000). */
    List<AuditRecord> after(String chain, long seq, int limit);

    /** The number of the last record before the time, as far as the clock never went back; 0 when there is none. */
    long before(String chain, Instant time);
}

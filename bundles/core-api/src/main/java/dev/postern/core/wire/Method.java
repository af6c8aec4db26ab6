// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers one wire method: a component that carries {@link WireMethod}. The processor writes the schemas of both records
 * into the bundle; params are validated before {@link #handle} sees them.
 *
 * @param <P> the params
 * @param <R> the result
 */
@ConsumerType
public interface Method<P extends Record, R extends Record> {

    /**
     * Answers. On the connection's thread when the method is inline, else on a virtual thread of its own. When the
     * connection goes, the thread of a method without an {@link WireMethod#effect effect} is interrupted, because nobody
     * waits for its answer; one with an effect goes on, because it was accepted.
     *
     * @param params validated, defaults filled in
     * @param context who asks
     * @throws WireException for a typed error
     * @throws InterruptedException when nobody waits for the answer any more
     * @throws Exception anything else is answered as {@code internal} with an incident id that is in the log
     */
    R handle(P params, MethodContext context) throws Exception;
}

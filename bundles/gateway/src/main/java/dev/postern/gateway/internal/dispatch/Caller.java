// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.dispatch;

import dev.postern.core.identity.Principal;
import dev.postern.protocol.Response;

/** Whoever sends requests: a connection after its hello, as the dispatcher sees it. */
public interface Caller {

    /** The connection's id. */
    String connection();

    /** Who asks. */
    Principal principal();

    /** Sends a response. */
    void respond(Response response);

    /** Begins a request that has a thread of its own. False when as many as may be are in flight. */
    boolean begin(Thread thread, boolean effect);

    /** Such a request has ended. */
    void end(Thread thread);
}

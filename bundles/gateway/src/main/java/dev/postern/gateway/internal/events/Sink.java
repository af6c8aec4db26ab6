// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.events;

import java.time.Duration;

/** Where a subscription's events go: its connection, as far as it needs to know it. */
public interface Sink {

    /** Sends a frame; cuts the connection off when too much is waiting. False when nothing is sent any more. */
    boolean send(byte[] frame);

    /** Sends a frame that may be lost. */
    boolean sendIfRoom(byte[] frame);

    /** Waits until much can be sent again. False when the client took nothing for so long, or is gone. */
    boolean awaitRoom(Duration patience) throws InterruptedException;

    /** Closes the connection: it does not keep up. */
    void tooSlow();

    /** Whether it wants the pieces of streams. */
    boolean streams();
}

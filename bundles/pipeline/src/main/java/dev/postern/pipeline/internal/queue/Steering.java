// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.util.List;
import java.util.Set;

/** The messages that wait to steer one turn that runs. Used by the turn's thread. */
public interface Steering {
    /** Takes those that are there now, in order: they begin nothing themselves until they are given back. */
    List<QueuedTurn> take();

    /** It is durable that the turn has them. */
    void taken(List<QueuedTurn> messages);

    /** Whether that is durable is not known: each is a turn of its own unless its row says otherwise. */
    void giveBack(List<QueuedTurn> messages);

    /** By the records, the turn had these before it began again. */
    void had(Set<String> turns);
}

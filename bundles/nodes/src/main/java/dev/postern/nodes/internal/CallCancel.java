// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import dev.postern.core.wire.NodeMethod;
import dev.postern.core.wire.NodeRequest;

/** {@code call.cancel}. */
@NodeMethod(name = CallCancel.NAME,
        description = "Cancels a call that runs; nobody waits for its answer any more. Of one that has ended it is no error.")
public interface CallCancel extends NodeRequest<CallCancel.Params, CallCancel.Result> {
    /** Its name on the wire. */
    String NAME = "call.cancel";

    /** Which one. */
    record Params(String run, String call) {}

    /** Nothing. */
    record Result() {}
}

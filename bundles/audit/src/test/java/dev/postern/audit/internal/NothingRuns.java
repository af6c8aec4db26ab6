// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.util.Optional;

import dev.postern.core.store.Recorder;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.ToolRunner;

/** A runner whose calls have all ended, or were never begun here. */
final class NothingRuns implements ToolRunner {
    @Override
    public CallOutcome run(CallRequest request, Recorder recorder) {
        throw new AssertionError("nobody calls here");
    }

    @Override
    public Optional<String> principal(String tenant, String call) {
        return Optional.empty();
    }

    @Override
    public boolean cancel(String tenant, String call) {
        return false;
    }
}

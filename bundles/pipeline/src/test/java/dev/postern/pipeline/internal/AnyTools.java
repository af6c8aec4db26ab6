// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.tool.ToolRunner;
import dev.postern.store.internal.TestStore;

/** What a gateway of a test makes its calls with. */
public interface AnyTools {
    /** The tools that there are. */
    ToolRegistry registry();

    /** What makes the calls of one gateway. */
    ToolRunner runner(TestStore kept);
}

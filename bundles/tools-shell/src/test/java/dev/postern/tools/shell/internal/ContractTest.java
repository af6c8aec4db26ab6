// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Tool;
import dev.postern.testkit.ToolContract;

/** What holds for every tool holds for this one, where sort alone is allowed. */
class ContractTest extends ToolContract {
    @Override
    protected Tool<?, ?> tool() {
        return new ShellRun(List.of(Calling.program("sort", Map.of("program", "sort"))));
    }

    @Override
    protected boolean returns(JsonObject example) {
        return example.text("program").filter("sort"::equals).isPresent();
    }
}

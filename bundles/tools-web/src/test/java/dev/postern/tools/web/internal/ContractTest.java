// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import dev.postern.api.tool.Tool;
import dev.postern.testkit.PluginHarness;
import dev.postern.testkit.ToolContract;
import org.junit.jupiter.api.Nested;

/** What holds for every tool holds for these. */
class ContractTest {

    @Nested
    class WebGetContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new WebGet();
        }

        @Override
        protected void prepare(PluginHarness before) {
            before.server("example.org").answers("/", 200, "text/html", "<p>Hello</p>");
        }
    }

    @Nested
    class WebRequestContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new WebRequest();
        }

        @Override
        protected void prepare(PluginHarness before) {
            before.server("api.example.org").answers("/things", 201, "application/json", "{\"id\":1}");
        }
    }
}

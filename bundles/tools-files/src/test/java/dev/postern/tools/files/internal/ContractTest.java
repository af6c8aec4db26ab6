// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Tool;
import dev.postern.testkit.PluginHarness;
import dev.postern.testkit.ToolContract;
import org.junit.jupiter.api.Nested;

/** What holds for every tool holds for these. */
class ContractTest {
    @Nested
    class ListFolderContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new ListFolder();
        }
    }

    @Nested
    class ReadFileContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new ReadFile();
        }

        @Override
        protected void prepare(PluginHarness before) {
            before.file("workspace/README.md", "read me");
        }
    }

    @Nested
    class SearchFilesContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new SearchFiles();
        }

        @Override
        protected void prepare(PluginHarness before) {
            before.file("workspace/a.md", "TODO");
        }
    }

    @Nested
    class WriteFileContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new WriteFile();
        }

        /** The second one replaces what the first one wrote, which is not there. */
        @Override
        protected boolean returns(JsonObject example) {
            return example.text("expectSha256").isEmpty();
        }
    }

    @Nested
    class MoveFileContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new MoveFile();
        }

        @Override
        protected void prepare(PluginHarness before) {
            before.file("workspace/notes.txt", "x").file("workspace/archive/other.txt", "y");
        }
    }

    @Nested
    class DeleteFileContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new DeleteFile();
        }

        @Override
        protected void prepare(PluginHarness before) {
            before.file("workspace/old-notes.txt", "x");
        }
    }
}

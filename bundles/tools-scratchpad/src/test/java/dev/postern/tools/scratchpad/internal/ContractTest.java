// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.scratchpad.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;

import dev.postern.api.memory.Scratchpad;
import dev.postern.api.memory.Scratchpads;
import dev.postern.api.tool.Tool;
import dev.postern.testkit.RunningPlugin;
import dev.postern.testkit.ToolContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What holds for every tool holds for these. */
class ContractTest {
    /** Always empty. */
    private static final Scratchpads PADS = _ -> (Scratchpad) Proxy.newProxyInstance(
            ContractTest.class.getClassLoader(), new Class<?>[]{Scratchpad.class},
            (_, method, _) -> switch (method.getName()) {
                case "entries" -> List.of();
                case "read" -> Optional.empty();
                case "write" -> 1L;
                default -> false;
            });

    @Test
    void serveWhereThereArePads() throws Exception {
        try (var running = RunningPlugin.start(WriteNote.class, new RunningPlugin.Offer<>(Scratchpads.class, PADS))) {
            assertThat(running.awaitHealthy().tools()).containsExactly("scratchpad.delete", "scratchpad.list",
                    "scratchpad.read", "scratchpad.write");
        }
    }

    @Nested
    class WriteNoteContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new WriteNote(PADS);
        }
    }

    @Nested
    class ListNotesContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new ListNotes(PADS);
        }
    }

    @Nested
    class DeleteNoteContract extends ToolContract {
        @Override
        protected Tool<?, ?> tool() {
            return new DeleteNote(PADS);
        }
    }
}

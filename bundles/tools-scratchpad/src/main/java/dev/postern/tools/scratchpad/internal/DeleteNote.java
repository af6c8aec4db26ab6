// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.scratchpad.internal;

import dev.postern.api.memory.Scratchpads;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code scratchpad.delete}: drops a note. */
@Component(service = Tool.class)
@ToolDefinition(name = "scratchpad.delete", version = "1.0.0",
        description = "Drops a note that was kept in this conversation.", risk = Risk.LOW, idempotent = true,
        foreign = false, examples = "{\"key\":\"order\"}")
public final class DeleteNote implements Tool<DeleteNote.Input, DeleteNote.Output> {
    private final Scratchpads pads;

    /** On these pads. */
    @Activate
    public DeleteNote(@Reference Scratchpads pads) {
        this.pads = pads;
    }

    /** Which note. */
    public record Input(@Description("names the note") @Pattern(Keys.RULE) String key) {}

    /** Whether there was one. */
    public record Output(@Description("whether there was such a note") boolean deleted) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException {
        return new Output(pads.of(context).delete(input.key()));
    }
}

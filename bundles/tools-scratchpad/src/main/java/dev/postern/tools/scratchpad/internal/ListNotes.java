// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.scratchpad.internal;

import java.util.List;

import dev.postern.api.memory.Scratchpads;
import dev.postern.api.schema.Description;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code scratchpad.list}: shows which notes there are. Keys may have been made of somebody else's words, too. */
@Component(service = Tool.class)
@ToolDefinition(name = "scratchpad.list", version = "1.0.0",
        description = "Shows the keys of the notes that were kept in this conversation.", risk = Risk.LOW,
        idempotent = true, examples = "{}")
public final class ListNotes implements Tool<ListNotes.Input, ListNotes.Output> {
    private final Scratchpads pads;

    /** On these pads. */
    @Activate
    public ListNotes(@Reference Scratchpads pads) {
        this.pads = pads;
    }

    /** Nothing is asked. */
    public record Input() {}

    /** The notes. */
    public record Output(@Description("the notes without their texts, by key") List<Note> notes) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException {
        return new Output(pads.of(context).entries().stream().map(Note::listed).toList());
    }
}

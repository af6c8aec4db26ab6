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

/** {@code scratchpad.read}: shows a note whole. What was noted may be somebody else's words: so its output counts as foreign. */
@Component(service = Tool.class)
@ToolDefinition(name = "scratchpad.read", version = "1.0.0",
        description = "Shows a note that was kept in this conversation.", risk = Risk.LOW, idempotent = true,
        examples = "{\"key\":\"order\"}")
public final class ReadNote implements Tool<ReadNote.Input, ReadNote.Output> {
    private final Scratchpads pads;

    /** On these pads. */
    @Activate
    public ReadNote(@Reference Scratchpads pads) {
        this.pads = pads;
    }

    /** Which note. */
    public record Input(@Description("names the note") @Pattern(Keys.RULE) String key) {}

    /** The note. */
    public record Output(@Description("the note") Note note) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException {
        return new Output(Note.whole(pads.of(context).read(input.key()).orElseThrow(() -> new ToolException("not_found",
                "there is no note " + input.key()
                        + ", or it has expired; scratchpad.list shows those that are there"))));
    }
}

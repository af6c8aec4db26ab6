// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.scratchpad.internal;

import dev.postern.api.memory.Scratchpads;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code scratchpad.write}: keeps a note. */
@Component(service = Tool.class)
@ToolDefinition(name = "scratchpad.write", version = "1.0.0",
        description = "Keeps a short note for later turns of this conversation, over what stood under its key.",
        risk = Risk.LOW, idempotent = true, foreign = false,
        examples = "{\"key\":\"order\",\"text\":\"number 4711, not paid yet\"}")
public final class WriteNote implements Tool<WriteNote.Input, WriteNote.Output> {
    private final Scratchpads pads;

    /** On these pads. */
    @Activate
    public WriteNote(@Reference Scratchpads pads) {
        this.pads = pads;
    }

    /** What to keep. */
    public record Input(
            @Description("names the note") @Pattern(Keys.RULE) String key,
            @Description("what to keep") @Size(max = 65_536) String text) {}

    /** That it is kept. */
    public record Output(@Description("counts the scratchpad's changes") long revision) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException {
        return new Output(pads.of(context).write(input.key(), input.text()));
    }
}

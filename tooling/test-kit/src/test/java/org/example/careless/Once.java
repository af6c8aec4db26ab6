// SPDX-License-Identifier: Apache-2.0
package org.example.careless;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.postern.api.schema.Description;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Component;

/** A tool that promises what it does not keep: a second call fails, of whatever key. */
@Component
@ToolDefinition(name = "careless.once", version = "1.0.0", description = "Works once.", risk = Risk.LOW, idempotent = true, examples = {
    "{}"})
public final class Once implements Tool<Once.Input, Once.Output> {
    private static final AtomicBoolean CALLED = new AtomicBoolean();

    /** Nothing to say. */
    public record Input() {}

    /** Whether it worked. */
    public record Output(@Description("whether it worked") boolean worked) {}

    /** From now on it works once more. */
    public static void renew() {
        CALLED.set(false);
    }

    @Override
    public Output call(Input input, ToolContext context) throws ToolException {
        if (CALLED.getAndSet(true)) {
            throw new ToolException("conflict", "it was called before");
        }
        return new Output(true);
    }
}

package org.example.hello;

import dev.postern.api.schema.Description;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells how many greetings there were. Components of one bundle find each other by type. */
@Component
@ToolDefinition(name = "hello.count", version = "1.0.0", description = "Tells how many greetings there were since the plugin started.", risk = Risk.LOW, idempotent = true, foreign = false)
public final class Count implements Tool<Count.Input, Count.Output> {
    private final Visits visits;

    /** Gets what it needs. */
    @Activate
    public Count(@Reference Visits visits) {
        this.visits = visits;
    }

    @Override
    public Output call(Input input, ToolContext context) {
        return new Output(visits.greetings());
    }

    /** Nothing to say. */
    public record Input() {}

    /** How many. */
    public record Output(@Description("How many greetings ended well.") long greetings) {}
}

package org.example.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.api.tool.DescribedTool;
import dev.postern.testkit.DescribedToolContract;
import dev.postern.testkit.PluginHarness;
import org.junit.jupiter.api.Test;

/** What holds for every tool that is described at run time, and what this one says. */
class ConvertTest extends DescribedToolContract {
    @Override
    protected DescribedTool tool() {
        return new Convert();
    }

    @Test
    void convertsMilesToMetres() throws Exception {
        try (var plugin = PluginHarness.of(Convert.class)) {
            var outcome = plugin.call(new Convert(), "{\"value\":2,\"from\":\"mile\",\"to\":\"metre\"}");
            assertEquals("{\"result\":3218.688}", outcome.output().toString());
        }
    }
}

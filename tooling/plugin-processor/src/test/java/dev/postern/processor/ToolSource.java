// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

/** The source of a tool {@code test.Subject}, whose parts tests exchange. */
record ToolSource(String name, String version, String more, String input, String output) {
    private static final String TEXT = """
            package test;
            import dev.postern.api.json.*;
            import dev.postern.api.schema.*;
            import dev.postern.api.tool.*;
            import java.util.*;
            @org.osgi.service.component.annotations.Component
            @ToolDefinition(name = "%s", version = "%s", description = "Tests.", risk = Risk.LOW%s)
            public final class Subject implements Tool<Subject.Input, Subject.Output> {
                public record Input(
                    %s
                ) {}
                public record Output(
                    %s
                ) {}
                public Output call(Input input, ToolContext context) { throw new IllegalStateException(); }
                enum Colour { RED, DARK_BLUE }
                record Node(String name, List<Node> children) {}
                record Pair(@Size(max = 3) String left, @DefaultValue("\\"r\\"") String right) {}
            }
            """;

    ToolSource() {
        this("a.b", "1.0.0", "", "String a", "String text");
    }

    ToolSource named(String newName) {
        return new ToolSource(newName, version, more, input, output);
    }

    ToolSource version(String newVersion) {
        return new ToolSource(name, newVersion, more, input, output);
    }

    /** With further members of the annotation. */
    ToolSource with(String members) {
        return new ToolSource(name, version, ", " + members, input, output);
    }

    /** With these components of the input. */
    ToolSource taking(String components) {
        return new ToolSource(name, version, more, components, output);
    }

    /** With these components of the output. */
    ToolSource giving(String components) {
        return new ToolSource(name, version, more, input, components);
    }

    String text() {
        return TEXT.formatted(name, version, more, input, output);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Component;

/** {@code files.search}: lines that contain a text or match an expression, in all files below a folder. */
@Component
@ToolDefinition(name = "files.search", version = "1.0.0",
        description = "Finds lines that contain a text or match an expression, in the text files below a folder.",
        risk = Risk.LOW, idempotent = true, maxOutputBytes = 2_097_152, examples = {
            "{\"path\":\"workspace\",\"query\":\"TODO\",\"names\":\"*.md\"}",
            "{\"path\":\"workspace\",\"query\":\"version = \\\"(\\\\d+)\",\"regex\":true}"})
public final class SearchFiles implements Tool<SearchFiles.Input, SearchFiles.Output> {

    /** What to look for, and where. */
    public record Input(
            @Description("the folder or file, beginning with the root's name") @Size(min = 1, max = 4096) String path,
            @Description("the text to find, as it is") @Size(min = 1, max = 1024) String query,
            @Description("whether the query is a regular expression (Java's), to be found in a line") @DefaultValue("false") boolean regex,
            @Description("only files whose name matches, with * and ?: *.md") @Size(min = 1,
                    max = 256) Optional<String> names,
            @Description("whether capital letters matter") @DefaultValue("false") boolean caseSensitive,
            @Description("how many lines at most") @Range(min = 1, max = 1000) @DefaultValue("100") int limit,
            @Description("how many bytes of each file at most, from its beginning") @Range(min = 1,
                    max = 4_194_304) @DefaultValue("1048576") int maxFileBytes) {}

    /** What was found. */
    public record Output(
            @Description("the lines, by file") List<Match> matches,
            @Description("files looked into") int files,
            @Description("whether something was passed over: too many lines, files, folders or bytes") boolean truncated) {}

    /** One line. */
    public record Match(
            String path, @Description("its number, from 1") int line,
            @Description("the line; of a long one, 400 characters around what was found") String text) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException, InterruptedException {
        return new FileSearch(context, input).run();
    }
}

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

/** {@code files.search}: lines that contain a text, in all files below a folder. */
@Component
@ToolDefinition(name = "files.search", version = "1.0.0", description = "Finds lines that contain a text, in the files below a folder.", risk = Risk.LOW, idempotent = true, maxOutputBytes = 1_048_576, examples = "{\"path\":\"workspace\",\"query\":\"TODO\",\"names\":\"*.md\"}")
public final class SearchFiles implements Tool<SearchFiles.Input, SearchFiles.Output> {

    /** What to look for, and where. */
    public record Input(
            @Description("the folder, beginning with the root's name") @Size(min = 1, max = 4096) String path,
            @Description("the text to find, as it is") @Size(min = 1, max = 1024) String query,
            @Description("only files whose name matches, with * and ?: *.md") @Size(min = 1, max = 256) Optional<String> names,
            @Description("whether capital letters matter") @DefaultValue("false") boolean caseSensitive,
            @Description("how many lines at most") @Range(min = 1, max = 1000) @DefaultValue("100") int limit) {}

    /** What was found. */
    public record Output(
            @Description("the lines, by file") List<Match> matches,
            @Description("files looked into") int files,
            @Description("whether something was passed over: too many lines, files, folders or bytes") boolean truncated) {}

    /** One line. */
    public record Match(
            String path, @Description("its number, from 1") int line,
            @Description("the line, cut at 400 characters") String text) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException, InterruptedException {
        Paths.folder(context, input.path());
        return new FileSearch(context, input).run();
    }
}

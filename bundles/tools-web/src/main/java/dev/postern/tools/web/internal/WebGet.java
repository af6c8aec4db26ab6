// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.time.Duration;
import java.util.Map;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Component;

/** {@code web.get}: reads a page or a document. */
@Component
@ToolDefinition(name = "web.get", version = "1.0.0",
        description = "Reads a web page, a feed or an API's answer: HTML as text with its links, JSON and XML as they are.",
        risk = Risk.LOW, idempotent = true, timeoutMillis = 90_000, maxConcurrent = 4, maxOutputBytes = 4_194_304,
        examples = "{\"url\":\"https://example.org/\"}")
public final class WebGet implements PreviewableTool<WebGet.Input, WebAnswer> {

    /** What to read. */
    public record Input(
            @Description("where: http or https, on a host that an administrator named") @Size(min = 1,
                    max = 8192) String url,
            @Description("parameters that are added to its query") @DefaultValue("{}") @Size(
                    max = 100) Map<String, String> query,
            @Description("headers: Accept, Accept-Language, If-Modified-Since, If-None-Match, User-Agent") @DefaultValue("{}") @Size(
                    max = 10) Map<String, String> headers,
            @Description("how much text at most, in UTF-16 code units") @Range(min = 1,
                    max = Answers.MAX_CHARACTERS) @DefaultValue("50000") int maxCharacters,
            @Description("how many links at most") @Range(min = 0,
                    max = Answers.MAX_LINKS) @DefaultValue("50") int maxLinks,
            @Description("how long the whole may take, in seconds") @Range(min = 1,
                    max = 60) @DefaultValue("20") int timeoutSeconds) {}

    @Override
    public WebAnswer call(Input input, ToolContext context) throws ToolException, InterruptedException {
        var answer = context.http().send(request(input));
        return new Answers(input.maxCharacters(), input.maxLinks(), context.cancellation()).read(answer);
    }

    @Override
    public Preview preview(Input input, ToolContext context) throws ToolException, InterruptedException {
        return new RequestPreview(request(input), Map.of()).show(context);
    }

    private static HttpAccess.Request request(Input input) throws ToolException {
        return new HttpAccess.Request("GET", WebAddress.of(input.url(), input.query()), Headers.forGet(input.headers()),
                new byte[0], Duration.ofSeconds(input.timeoutSeconds()), Answers.MAX_BYTES);
    }
}

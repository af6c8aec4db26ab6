// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonValue;
import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Secret;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Component;

/**
 * {@code web.request}: changes something at another system. Whether a second request does so a second time is for that
 * system to say: it is told by {@code Idempotency-Key} which requests are the same.
 */
@Component
@ToolDefinition(name = "web.request", version = "1.0.0",
        description = "Sends a POST, PUT, PATCH or DELETE request to a web API.", risk = Risk.MEDIUM,
        timeoutMillis = 90_000, maxConcurrent = 4, maxOutputBytes = 4_194_304,
        // the spellings in which a credential would stand where it is refused
        redact = {"/input/headers/Authorization", "/input/headers/authorization", "/input/headers/Cookie",
            "/input/headers/cookie", "/input/headers/X-Api-Key", "/input/headers/x-api-key"},
        examples = "{\"method\":\"POST\",\"url\":\"https://api.example.org/things\",\"json\":{\"name\":\"ball\"}}")
public final class WebRequest implements PreviewableTool<WebRequest.Input, WebAnswer> {
    private static final int MAX_BODY = 1 << 20;

    /** What to send. */
    public record Input(
            @Description("POST, PUT, PATCH or DELETE") @Pattern("^(POST|PUT|PATCH|DELETE)$") String method,
            @Description("where: http or https, on a host that an administrator named") @Size(min = 1,
                    max = 8192) String url,
            @Description("parameters that are added to its query") @DefaultValue("{}") @Size(
                    max = 100) Map<String, String> query,
            @Description("headers that are no secret") @DefaultValue("{}") @Size(max = 50) Map<String, String> headers,
            @Description("headers that say who asks, such as Authorization; they are shown and kept nowhere") @DefaultValue("{}") @Secret @Size(
                    max = 10) Map<String, String> secretHeaders,
            @Description("the body as text; Content-Type says of which kind, else it is text/plain") @Size(
                    max = MAX_BODY) Optional<String> body,
            @Description("the body as JSON, in place of text") Optional<JsonValue> json,
            @Description("how much of the answer's text at most, in UTF-16 code units") @Range(min = 1,
                    max = Answers.MAX_CHARACTERS) @DefaultValue("50000") int maxCharacters,
            @Description("how long the whole may take, in seconds") @Range(min = 1,
                    max = 60) @DefaultValue("20") int timeoutSeconds) {}

    @Override
    public WebAnswer call(Input input, ToolContext context) throws ToolException, InterruptedException {
        var answer = context.http().send(request(input, context.idempotencyKey()));
        return new Answers(input.maxCharacters(), 0, context.cancellation()).read(answer);
    }

    @Override
    public Preview preview(Input input, ToolContext context) throws ToolException, InterruptedException {
        return new RequestPreview(request(input, context.idempotencyKey()), input.secretHeaders()).show(context);
    }

    private static HttpAccess.Request request(Input input, String key) throws ToolException {
        return new HttpAccess.Request(input.method(), WebAddress.of(input.url(), input.query()),
                Headers.forRequest(input.headers(), input.secretHeaders(), contentType(input), key), body(input),
                Duration.ofSeconds(input.timeoutSeconds()), Answers.MAX_BYTES);
    }

    private static Optional<String> contentType(Input input) throws ToolException {
        if (input.body().isPresent() && input.json().isPresent()) {
            throw new ToolException("invalid_input", "a request has one body: text or JSON, not both");
        }
        return input.json().isPresent()
                ? Optional.of("application/json")
                : input.body().map(_ -> "text/plain; charset=utf-8");
    }

    private static byte[] body(Input input) throws ToolException {
        var bytes = input.json().map(JsonValue::toString).or(input::body).orElse("").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BODY) {
            throw new ToolException("too_large", "the body is larger than " + MAX_BODY + " bytes");
        }
        return bytes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.ModelServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model behind an endpoint that speaks Messages decides, next to one that speaks Chat Completions. */
class MessagesModelIT {
    private static final String KEY = "canary-in-the-shaft-4716";
    private static final String START = "{\"type\":\"message_start\",\"message\":{\"model\":\"m\","
            + "\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}";

    private final List<String> keys = new CopyOnWriteArrayList<>();

    @Test
    void aMessageGoesToTheModelToAToolAndBack(@TempDir Path home) throws Exception {
        try (var model = new ModelServer();
                var gateway = Gateway.builder(home)
                        .configure("dev.postern.access",
                                "{\"hosts\":[\"models-anthropic=127.0.0.1:*\",\"models-openai=127.0.0.1:*\"],"
                                        + "\"privateHosts\":[\"127.0.0.1\"]}")
                        .configure("dev.postern.models.anthropic~claude",
                                "{\"postern.model.provider.name\":\"claude\",\"url\":\"" + model.url()
                                        + "\",\"key\":\"model.key\"}")
                        .configure("dev.postern.models.openai~local",
                                "{\"postern.model.provider.name\":\"local\",\"url\":\"" + model.url() + "\"}")
                        .configure("dev.postern.planner.models",
                                "{\"model\":\"claude/m\",\"fallbacks\":[\"local/other\"]}")
                        .configure("dev.postern.pipeline", "{\"planner\":\"models\"}")
                        .secret("model.key", KEY).start();
                var client = gateway.connect()) {
            model.then(exchange -> {
                try (var out = stream(exchange)) {
                    call(out, "toolu_1", "time_now", "{\"zone\":\"Europe/Zurich\"}");
                }
            }).then(exchange -> {
                try (var out = stream(exchange)) {
                    says(out, "It is late in Zürich 🌙.");
                }
            });
            assertThat(client.say(Messages.in("chat", "How late is it?")).text("reply"))
                    .contains("It is late in Zürich 🌙.");
            assertThat(keys).containsExactly(KEY, KEY);
            assertThat(model.requests().getFirst().toString()).contains("\"system\":[", "\"name\":\"time_now\"",
                    "\"cache_control\"");
            var messages = model.requests().getLast().array("messages").orElseThrow().values();
            assertThat(messages).extracting(message -> ((JsonObject) message).text("role").orElseThrow())
                    .containsExactly("user", "assistant", "user");
            assertThat(messages.getLast().toString()).contains("\"type\":\"tool_result\"", "toolu_1", "Europe/Zurich");

            // one wire's conversation goes on over the other
            model.refuses(401, "X-Key", KEY).says("Over here.");
            assertThat(client.say(Messages.in("chat", "Still there?")).text("reply")).contains("Over here.");
            assertThat(model.keys().getLast()).isEqualTo("null");
            assertThat(gateway.log()).contains("refuses the key in secrets/model.key").doesNotContain(KEY);
            assertThat(client.call("turns.list", JsonObject.EMPTY).toString()).doesNotContain(KEY);
        }
    }

    private OutputStream stream(HttpExchange exchange) throws IOException {
        keys.add(exchange.getRequestHeaders().getFirst("x-api-key"));
        return ModelServer.stream(exchange);
    }

    private static void call(OutputStream out, String id, String tool, String arguments) throws IOException {
        event(out, START);
        event(out,
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"" + id
                        + "\",\"name\":\"" + tool + "\",\"input\":{}}}");
        for (int at = 0; at < arguments.length(); at += 3) {
            event(out, "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\","
                    + "\"partial_json\":"
                    + new JsonString(arguments.substring(at, Math.min(arguments.length(), at + 3)))
                    + "}}");
        }
        end(out, "tool_use");
    }

    private static void says(OutputStream out, String text) throws IOException {
        event(out, START);
        event(out,
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
        event(out, "{\"type\":\"ping\"}");
        event(out, "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
                + new JsonString(text) + "}}");
        end(out, "end_turn");
    }

    private static void end(OutputStream out, String reason) throws IOException {
        event(out, "{\"type\":\"content_block_stop\",\"index\":0}");
        event(out, "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + reason
                + "\"},\"usage\":{\"output_tokens\":5}}");
        event(out, "{\"type\":\"message_stop\"}");
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}

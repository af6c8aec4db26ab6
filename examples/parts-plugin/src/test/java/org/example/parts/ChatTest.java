package org.example.parts;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.postern.api.json.JsonObject;
import dev.postern.api.surface.HookHandler;
import dev.postern.api.surface.SurfaceAdapter;
import dev.postern.testkit.StandIn;
import dev.postern.testkit.SurfaceAdapterContract;

/** What holds for every surface. */
class ChatTest extends SurfaceAdapterContract {
    private StandIn service;

    @Override
    protected Class<?> plugin() {
        return Chat.class;
    }

    @Override
    protected void prepare() {
        plugin.secret("chat-key", "kit-key-1");
        service = plugin.server("chat.example.org").answers("/replies", 204, "text/plain", "");
    }

    @Override
    protected SurfaceAdapter adapter() {
        return new Chat();
    }

    @Override
    protected void bring(SurfaceAdapter adapter, String id, String text) {
        var body = JsonObject.builder().put("id", id).put("from", "ada").put("text", text).build().toString();
        var answer = ((Chat) adapter).handle(new HookHandler.Request(Map.of("x-chat-key", "kit-key-1"),
                body.getBytes(StandardCharsets.UTF_8), "127.0.0.1"));
        if (answer.status() != 202) {
            throw new AssertionError(answer);
        }
    }

    @Override
    protected boolean arrived(String text) {
        return service.asked().stream().anyMatch(asked -> asked.body().contains(text));
    }

    @Override
    protected void breakTheWorld() {
        service.answers("/replies", 503, "text/plain", "");
    }
}

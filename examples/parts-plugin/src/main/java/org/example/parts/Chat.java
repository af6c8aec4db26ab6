package org.example.parts;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.surface.DeliveryException;
import dev.postern.api.surface.HookHandler;
import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.OutboundMessage;
import dev.postern.api.surface.RejectedException;
import dev.postern.api.surface.Surface;
import dev.postern.api.surface.SurfaceAdapter;
import dev.postern.api.surface.SurfaceContext;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * A surface: a chat service that posts what people write to {@code /hooks/parts-chat}, and takes replies by HTTP. What comes
 * in carries the key that both sides know.
 */
@Component(service = {SurfaceAdapter.class, HookHandler.class}, property = HookHandler.ID + "=parts-chat")
@Surface(name = "parts-chat")
public final class Chat implements SurfaceAdapter, HookHandler {
    private static final URI REPLIES = URI.create("https://chat.example.org/replies");
    private static final String KEY = "chat-key";

    private volatile SurfaceContext surface;

    /** Made by Declarative Services: nothing is opened here. */
    @Activate
    public Chat() {}

    @Override
    public void open(SurfaceContext context) throws ToolException {
        context.secrets().get(KEY); // without it nobody could be let in: better said now
        surface = context;
    }

    @Override
    public void close() {
        surface = null;
    }

    @Override
    public Response handle(Request request) {
        var context = surface;
        if (context == null) {
            return new Response(503, "the surface is not open; come back", 5);
        }
        try {
            if (!isKey(context.secrets().get(KEY), request.headers().getOrDefault("x-chat-key", ""))) {
                return new Response(401, "the header X-Chat-Key is not the key", 0);
            }
            var message = (JsonObject) JsonValue.parse(new String(request.body(), StandardCharsets.UTF_8));
            var from = message.text("from").orElse("");
            var receipt = context.accept(new InboundMessage(from, from, from,
                    List.of(new Part.Text(message.text("text").orElse(""), Origin.PERSON)), context.clock().instant(),
                    message.text("id").orElse(""), JsonObject.of("room", from)));
            return new Response(202, JsonObject.builder().put("duplicate", receipt.duplicate()).build().toString(), 0);
        } catch (JsonFormatException | ClassCastException malformed) {
            return new Response(400, "the body is an object with id, from and text", 0);
        } catch (RejectedException rejected) {
            var retry = rejected.retryAfter().map(Duration::toSeconds).orElse(0L);
            return new Response(retry > 0 ? 429 : 400, rejected.getMessage(), retry);
        } catch (ToolException noKey) {
            return new Response(503, "the surface cannot check keys now; come back", 5);
        }
    }

    /** Takes as long for one as for another, so that the time tells nobody how much of a guess is right. */
    private static boolean isKey(String key, String given) {
        return MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void deliver(OutboundMessage message) throws DeliveryException, InterruptedException {
        var context = surface;
        if (context == null) {
            throw new DeliveryException("the surface is closed", true, null, null);
        }
        var body = JsonObject.builder().put("room", message.metadata().text("room")).put("text", message.text()).build();
        try {
            var answer = context.http().send(new HttpAccess.Request("POST", REPLIES,
                    Map.of("Content-Type", "application/json", "Idempotency-Key", message.id(), "X-Chat-Key",
                            context.secrets().get(KEY)),
                    body.toString().getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(10), 65_536));
            if (answer.status() / 100 != 2) {
                throw new DeliveryException("the chat service answered " + answer.status(), answer.status() >= 500, null,
                        null);
            }
        } catch (ToolException failed) {
            throw new DeliveryException(failed.getMessage(), failed.retryable(), null, failed);
        }
    }
}

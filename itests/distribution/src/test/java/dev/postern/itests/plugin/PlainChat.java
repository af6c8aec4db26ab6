// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.plugin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.surface.HookHandler;
import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.OutboundMessage;
import dev.postern.api.surface.RejectedException;
import dev.postern.api.surface.SurfaceAdapter;
import dev.postern.api.surface.SurfaceContext;

/** A surface that believes whoever posts to it: the body is the message's id, and its thread. */
public final class PlainChat implements SurfaceAdapter, HookHandler {
    private volatile Optional<SurfaceContext> surface = Optional.empty();

    @Override
    public void open(SurfaceContext context) {
        surface = Optional.of(context);
    }

    @Override
    public void close() {
        surface = Optional.empty();
    }

    @Override
    public Response handle(Request request) {
        var context = surface;
        if (context.isEmpty()) {
            return new Response(503, "closed", 1);
        }
        var id = new String(request.body(), StandardCharsets.UTF_8);
        try {
            var receipt = context.get().accept(new InboundMessage("busy", id, "busy",
                    List.of(new Part.Text("/time.now", Origin.PERSON)), context.get().clock().instant(), id,
                    JsonObject.EMPTY));
            return new Response(202, JsonObject.of("turn", receipt.turn()).toString(), 0);
        } catch (RejectedException rejected) {
            return new Response(503, String.valueOf(rejected.getMessage()), 1);
        }
    }

    @Override
    public void deliver(OutboundMessage message) {}
}

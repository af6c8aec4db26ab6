// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.plugin;

import java.util.Optional;

import dev.postern.api.event.Event;
import dev.postern.api.event.EventSubscriber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.panel.Panel;
import dev.postern.api.surface.HookHandler;
import dev.postern.api.surface.OutboundMessage;
import dev.postern.api.surface.SurfaceAdapter;
import dev.postern.api.surface.SurfaceContext;

/** Starts, and from then on throws whatever it is asked, what is no exception too. */
public final class ThrowsEverywhere implements EventSubscriber, HookHandler, Panel, SurfaceAdapter {
    @Override
    public void onEvent(Event event) {
        throw new StackOverflowError("on " + event.topic());
    }

    @Override
    public Response handle(Request request) {
        throw new NoClassDefFoundError("org/example/Hook");
    }

    @Override
    public Optional<byte[]> file(String path) {
        throw new AssertionError(path);
    }

    @Override
    public JsonObject answer(JsonObject question, Viewer viewer) {
        throw new LinkageError("no answer");
    }

    @Override
    public void open(SurfaceContext context) {
        throw new ExceptionInInitializerError("not open");
    }

    @Override
    public void close() {
        throw new IllegalStateException("not closed");
    }

    @Override
    public void deliver(OutboundMessage message) {
        throw new UnsupportedOperationException("not delivered");
    }

    /** What Declarative Services calls at the end. */
    public void deactivate() {
        throw new IllegalMonitorStateException("not deactivated");
    }
}

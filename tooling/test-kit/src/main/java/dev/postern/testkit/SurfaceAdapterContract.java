// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import dev.postern.api.json.JsonObject;
import dev.postern.api.surface.DeliveryException;
import dev.postern.api.surface.OutboundMessage;
import dev.postern.api.surface.SurfaceAdapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What holds for every surface. Extend it and say how its outside world speaks: how a message is brought to its door, and
 * whether a reply arrived. Messages are brought and replies are looked for while the adapter is open.
 */
public abstract class SurfaceAdapterContract {
    /** The plugin under test: its secrets, servers and clock. */
    protected PluginHarness plugin;
    /** What the adapter was opened with. */
    protected TestSurface surface;

    /** A new adapter, closed. */
    protected abstract SurfaceAdapter adapter();

    /** Any class of the plugin's bundle. */
    protected abstract Class<?> plugin();

    /** Secrets, servers and files that it needs. */
    protected void prepare() throws Exception {
        // most need some
    }

    /** Sends a message to its door as its world does, under that id of the surface's own. */
    protected abstract void bring(SurfaceAdapter adapter, String id, String text) throws Exception;

    /** What its world makes of a reply: the metadata that comes back with it. */
    protected JsonObject metadata() {
        return JsonObject.EMPTY;
    }

    /** Whether a reply with that text arrived in its world. */
    protected abstract boolean arrived(String text) throws Exception;

    /** Makes its world refuse replies for now. */
    protected abstract void breakTheWorld() throws Exception;

    @BeforeEach
    void begin() throws Exception {
        plugin = PluginHarness.of(plugin());
        prepare();
        surface = TestSurface.of(plugin);
    }

    @AfterEach
    void end() {
        surface.close();
        plugin.close();
    }

    /** What it brings in has an id, by which a second time is known as one. */
    @Test
    void bringsEachMessageInOnce() throws Exception {
        try (var open = new Open(adapter())) {
            bring(open.adapter(), "m-1", "hello");
            surface.await(1);
            bring(open.adapter(), "m-1", "hello");
            surface.await(2);
            bring(open.adapter(), "m-2", "hello");
            surface.await(3);
            check(surface.accepted().size() == 2 && surface.duplicates() == 1, "of two messages, one brought twice, it"
                    + " made " + surface.accepted() + ": take the surface's own id as the dedupe key");
        }
    }

    /** An update makes the new one while the old one is open, and opens it once that is closed. */
    @Test
    void takesOverFromTheOneBefore() throws Exception {
        SurfaceAdapter next;
        try (var before = new Open(adapter())) {
            next = adapter();
            bring(before.adapter(), "m-1", "hello");
            surface.await(1);
        }
        try (var after = new Open(next)) {
            bring(after.adapter(), "m-2", "hello");
            surface.await(2);
        }
    }

    /** To return from delivering is to say that it arrived. */
    @Test
    void deliversReplies() throws Exception {
        try (var open = new Open(adapter())) {
            open.adapter().deliver(reply("the answer"));
            check(arrived("the answer"), "it returned, and no reply arrived");
        }
    }

    /** What did not arrive is said to have not, so that it is tried again. */
    @Test
    void saysWhatDidNotArrive() throws Exception {
        try (var open = new Open(adapter())) {
            breakTheWorld();
            open.adapter().deliver(reply("lost"));
        } catch (DeliveryException said) {
            check(said.getMessage() != null && !said.getMessage().isBlank(), "it does not say why");
            return;
        }
        throw new AssertionError("it returned from a delivery that its world refused");
    }

    private OutboundMessage reply(String text) {
        return new OutboundMessage("o_test", "default", "s_test", "t_test", "peer", "thread", text, metadata(), 1);
    }

    /** Open until it is closed. */
    private final class Open implements AutoCloseable {
        private final SurfaceAdapter adapter;
        Open(SurfaceAdapter adapter) throws Exception {
            this.adapter = adapter;
            adapter.open(surface);
        }

        SurfaceAdapter adapter() {
            return adapter;
        }

        @Override
        public void close() {
            adapter.close();
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}

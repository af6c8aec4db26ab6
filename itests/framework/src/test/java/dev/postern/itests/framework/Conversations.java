// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.framework;

import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.OutboundMessage;
import dev.postern.api.surface.Receipt;
import dev.postern.api.surface.RejectedException;
import dev.postern.api.surface.Surface;
import dev.postern.api.surface.SurfaceAdapter;
import dev.postern.api.surface.SurfaceContext;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A surface whose people are a test: what is said goes in, what is answered can be awaited by conversation. */
final class Conversations implements SurfaceAdapter {
    private static final long LONGEST_SECONDS = 180;

    private final Map<String, BlockingQueue<OutboundMessage>> replies = new ConcurrentHashMap<>();
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile @Nullable SurfaceContext context;

    ServiceRegistration<SurfaceAdapter> register(BundleContext framework) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Surface.NAME, "conversations");
        return framework.registerService(SurfaceAdapter.class, this, properties);
    }

    void awaitOpen() throws InterruptedException {
        assertTrue("the surface was never opened", opened.await(LONGEST_SECONDS, TimeUnit.SECONDS));
    }

    Receipt say(String thread, String text) throws RejectedException {
        return Objects.requireNonNull(context, "not open").accept(new InboundMessage("alice", thread, "Alice",
                List.of(new Part.Text(text, Origin.PERSON)), Instant.now(), "", JsonObject.EMPTY));
    }

    OutboundMessage reply(String thread) throws InterruptedException {
        var reply = queue(thread).poll(LONGEST_SECONDS, TimeUnit.SECONDS);
        return Objects.requireNonNull(reply, "no reply in " + thread);
    }

    OutboundMessage ask(String thread, String text) throws Exception {
        say(thread, text);
        return reply(thread);
    }

    @Override
    public void open(SurfaceContext way) {
        context = way;
        opened.countDown();
    }

    @Override
    public void close() {}

    @Override
    public void deliver(OutboundMessage message) {
        queue(message.thread()).add(message);
    }

    private BlockingQueue<OutboundMessage> queue(String thread) {
        return replies.computeIfAbsent(thread, _ -> new LinkedBlockingQueue<>());
    }
}

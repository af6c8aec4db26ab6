// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.postern.cli.FakeGateway;
import dev.postern.cli.Settings;

/** A person without a terminal: does what a test says, and has it all before their eyes. */
final class Seat implements Front {
    private static final long PATIENCE_S = 60;

    private final LinkedBlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private final List<Out> seen = new CopyOnWriteArrayList<>();
    private final Chat chat;
    private volatile Live live = Live.NOTHING;
    private CompletableFuture<Void> talk = new CompletableFuture<>();

    Seat(FakeGateway gateway) {
        chat = new Chat(
                new Settings(java.util.Map.of(), java.util.Map.of("POSTERN_URL", "ws://127.0.0.1:" + gateway.port(),
                        "POSTERN_TOKEN", FakeGateway.TOKEN)),
                this, new Choices(), session -> {});
    }

    Seat talk(String session) {
        talk = CompletableFuture.runAsync(() -> {
            try {
                chat.run(session, "");
            } catch (Exception e) {
                throw new java.util.concurrent.CompletionException(e);
            }
        }, task -> Thread.ofPlatform().daemon().start(task));
        return this;
    }

    Chat chat() {
        return chat;
    }

    void types(String text) {
        inputs.add(new Typed(text, live.asked()));
    }

    /** Before the question was there long enough. */
    void typesBlindly(String text) {
        inputs.add(new Typed(text, ""));
    }

    void interrupts(boolean withText) {
        inputs.add(new Interrupt(withText));
    }

    void ends() {
        inputs.add(new Ended());
    }

    /** Ends once the chat does. */
    void awaitEnd() throws Exception {
        talk.get(PATIENCE_S, TimeUnit.SECONDS);
    }

    Live live() {
        return live;
    }

    String seen() {
        return Frames.text(List.copyOf(seen));
    }

    void awaitSeen(String text) throws Exception {
        await(text, () -> seen().contains(text));
    }

    void await(String what, Supplier<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.get()) {
            if (System.nanoTime() > end || talk.isCompletedExceptionally()) {
                talk.getNow(null);
                throw new AssertionError("waited in vain for " + what + "; seen: " + seen());
            }
            Thread.sleep(5);
        }
    }

    @Override
    public void show(Out out) {
        seen.add(out);
    }

    @Override
    public void live(Live now) {
        live = now;
    }

    @Override
    public Input read() {
        try {
            return inputs.take();
        } catch (InterruptedException e) {
            return new Ended();
        }
    }

    @Override
    public void stop() {
        inputs.add(new Ended());
    }

    @Override
    public boolean isAsking() {
        return true;
    }

    @Override
    public boolean isInTurns() {
        return false;
    }

    @Override
    public void close() {
        stop();
    }
}

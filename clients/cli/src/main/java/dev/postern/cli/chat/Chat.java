// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonObject;
import dev.postern.cli.Failure;
import dev.postern.cli.Settings;
import dev.postern.cli.Shown;
import dev.postern.cli.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * A chat, from its first line to its last. Three threads: one reads what is typed, one what the gateway sends, and the one
 * that runs it does everything else.
 */
final class Chat implements Link.Watcher {
    private static final long TICK_MS = 100;
    private static final long IDLE_MS = 1_000;
    private static final long PATIENCE_MS = 300;

    private static final Pattern TOOL = Pattern.compile("/[a-z0-9_]+[.][a-z0-9_]");

    private final Desk desk;
    private final Sending sending;
    private final Deciding deciding;
    private final Commands commands;
    private final Consumer<String> last;
    private final List<CompletableFuture<Void>> waitForQuiet = new ArrayList<>();
    private final Set<String> cancelling = new HashSet<>();
    private volatile boolean left;
    private boolean isLeavingWhenQuiet;
    private boolean isAway;
    private long since;
    private String told = "";
    private @Nullable Failure why;

    /**
     * A chat.
     *
     * @param last is told the session whenever there is another
     */
    Chat(Settings settings, Front front, Choices choices, Consumer<String> last) {
        this.last = last;
        desk = new Desk(settings, front, new Link(settings, this));
        sending = new Sending(desk);
        deciding = new Deciding(desk);
        commands = new Commands(desk, sending, choices, this::leave);
    }

    /** The key for holds came; by the thread that reads what is typed. */
    void holdKey(long now) {
        desk.post(() -> deciding.pressed(now));
    }

    /** Ctrl-C, where the front does not tell of it; by any thread. */
    void interrupted() {
        desk.post(() -> interrupt(false));
    }

    /**
     * Talks until there is nothing more to say.
     *
     * @param session to go on in; empty for another
     * @param first a message to begin with; empty for none
     */
    void run(String session, String first) throws Failure, UsageException, IOException {
        var hello = desk.link().start();
        deciding.may(hello);
        desk.post(() -> begin(hello, session, first));
        var reader = Thread.ofPlatform().daemon().name("typed").start(this::read);
        try {
            while (!left) {
                desk.work(isLively() ? TICK_MS : IDLE_MS);
                tick();
            }
            desk.front().stop();
            // what it still draws belongs above what comes after us; one that waits for a pipe waits for ever
            reader.join(PATIENCE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            desk.link().close();
        }
        if (why != null) {
            throw why;
        }
        if (!desk.front().isAsking() && desk.errors() > 0) {
            throw new Failure("failed", "not all went well: " + desk.errors() + " errors");
        }
    }

    private void begin(JsonObject hello, String session, String first) {
        var server = hello.object("server").orElse(JsonObject.EMPTY);
        if (desk.front().isAsking()) {
            desk.show(
                    Out.note(Shown.line("postern " + server.text("version").orElse("")) + " · /help · Ctrl-D leaves"));
        }
        if (!session.isEmpty()) {
            commands.enter(session);
        }
        if (!first.isEmpty()) {
            sending.say(first);
        }
    }

    private void read() {
        try {
            while (!left) {
                var input = desk.front().read();
                desk.post(() -> take(input));
                if (input instanceof Front.Ended) {
                    return;
                }
                if (desk.front().isInTurns()) {
                    var quiet = new CompletableFuture<Void>();
                    desk.post(() -> waitForQuiet.add(quiet));
                    quiet.join();
                }
            }
        } catch (IOException e) {
            over(new Failure("unavailable", "nothing can be read any more: " + e.getMessage()));
        }
    }

    private void take(Front.Input input) {
        switch (input) {
            case Front.Ended() -> {
                if (desk.front().isAsking()) {
                    leave();
                } else {
                    isLeavingWhenQuiet = true;
                }
            }
            case Front.Interrupt(boolean hadText) -> interrupt(hadText);
            case Front.Typed typed -> typed(typed);
        }
    }

    private void typed(Front.Typed typed) {
        var text = typed.text();
        if (text.isBlank() || deciding.takes(typed)) {
            return;
        }
        // a tool by its name is for the planner
        if (text.startsWith("/") && !text.startsWith("//") && !TOOL.matcher(text).lookingAt()) {
            commands.run(text.strip());
        } else {
            sending.say(text.startsWith("//") ? text.substring(1) : text);
        }
    }

    private void interrupt(boolean hadText) {
        deciding.release();
        if (!desk.conversation().isBusy()) {
            if (!hadText) {
                leave();
            }
        } else if (isCancelling()) {
            leave();
        } else {
            cancelling.clear();
            cancelling.addAll(desk.conversation().turns());
            desk.show(Out.note("Cancelling; Ctrl-C once more leaves."));
            cancelling.forEach(turn -> desk.ask("turns.cancel", JsonObject.of("turn", turn), Desk.key(), result -> {},
                    this::notCancelled));
        }
    }

    private void notCancelled(Failure reason) {
        cancelling.clear();
        desk.failed(reason);
    }

    private boolean isCancelling() {
        return desk.conversation().turns().stream().anyMatch(cancelling::contains);
    }

    private void leave() {
        if (desk.conversation().isBusy() && desk.front().isAsking()) {
            desk.show(
                    Out.note("The turn goes on: postern chat --session " + Shown.line(desk.conversation().session())));
        }
        if (isAway && desk.isWaiting()) {
            desk.show(Out.error("The gateway is away: what you said last may not have been sent."));
        }
        left = true;
    }

    private void tick() {
        var conversation = desk.conversation();
        if (!conversation.isBusy()) {
            since = 0;
        } else if (since == 0) {
            since = System.nanoTime();
        }
        if (!conversation.session().isEmpty() && !conversation.session().equals(told)) {
            told = conversation.session();
            last.accept(told);
        }
        if (!conversation.isBusy() && !desk.isWaiting()) {
            waitForQuiet.forEach(quiet -> quiet.complete(null));
            waitForQuiet.clear();
            left |= isLeavingWhenQuiet;
        }
        long now = System.nanoTime() / 1_000_000;
        deciding.tick(now);
        desk.front().live(deciding.live(activity(), now));
        if (left) {
            waitForQuiet.forEach(quiet -> quiet.complete(null));
        }
    }

    private boolean isLively() {
        return isAway || deciding.isHolding() || desk.conversation().isBusy();
    }

    private String activity() {
        if (isAway) {
            return "the gateway is away: trying again";
        }
        var activity = desk.conversation().activity();
        if (activity.isEmpty()) {
            return "";
        }
        int waiting = desk.conversation().turns().size() - 1;
        return activity + " · " + (System.nanoTime() - since) / 1_000_000_000L + " s"
                + (waiting > 0 ? " · " + waiting + " waiting" : "")
                + (isCancelling() ? " · cancelling" : " · Ctrl-C cancels");
    }

    @Override
    public void frame(JsonObject frame) {
        desk.post(() -> {
            if (sending.keeps(frame)) {
                return;
            }
            var before = desk.conversation().asked();
            desk.show(desk.conversation().frame(frame));
            if (!desk.front().isAsking() && !desk.conversation().asked().equals(before)) {
                desk.conversation().asked()
                        .ifPresent(asked -> desk.show(Out.note("Nobody can be asked here: postern approvals "
                                + (asked.isHold() ? "hold " : "approve ") + Shown.line(asked.id())
                                + ", or postern approvals deny " + Shown.line(asked.id()))));
            }
        });
    }

    @Override
    public void lost(String reason) {
        desk.post(() -> {
            isAway = true;
            if (!(desk.front().isAsking() && !desk.front().isInTurns())) {
                desk.show(Out.note("The gateway is away: trying again."));
            }
        });
    }

    @Override
    public void back(boolean isWhole) {
        desk.post(() -> {
            isAway = false;
            desk.show(Out.note(isWhole
                    ? "The gateway was away and is back; nothing is lost."
                    : "The gateway was away and is back; what happened meanwhile is no longer kept: /session "
                            + Shown.line(desk.conversation().session())));
        });
    }

    @Override
    public void over(Failure reason) {
        desk.post(() -> {
            why = reason;
            left = true;
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.cli.Failure;

/** The person's word on calls that wait: allowed or refused in a line, or held by a key. Used by the desk's thread. */
final class Deciding {
    private static final java.util.Set<String> OVER = java.util.Set.of("finished", "failed", "denied", "cancelled",
            "previewed", "in_doubt");

    private final Desk desk;
    private final HoldKey key = new HoldKey();
    private boolean mayGrant;
    private String held = "";
    private long heldSince;

    Deciding(Desk desk) {
        this.desk = desk;
    }

    /** What the person may do, by the gateway's hello. */
    void may(JsonObject hello) {
        var scopes = hello.array("scopes").orElse(JsonArray.EMPTY).strings();
        mayGrant = scopes.contains("policy:write") || scopes.contains("*") || scopes.contains("policy:*");
    }

    /**
     * Whether a line is an answer; then it is given.
     *
     * @param typed the line, and the approval that the person had before their eyes
     */
    boolean takes(Front.Typed typed) {
        var answer = Answer.of(typed.text());
        var first = desk.conversation().asked();
        if (answer.isEmpty() || first.isEmpty() && typed.asked().isEmpty() || !desk.front().isAsking()) {
            return false;
        }
        var asked = desk.conversation().asked(typed.asked());
        if (asked.isEmpty()) {
            desk.show(Out.note(first.isEmpty()
                    ? "Nothing waits for an answer any more."
                    : "That came before you can have read the question: answer once more."));
            return true;
        }
        if (asked.get().isHold() && answer.get().isYes()) {
            desk.show(Out.note("This one is not allowed but held: keep the space bar pressed."));
            return true;
        }
        if (answer.get().grantSeconds() > 0 && !mayGrant) {
            desk.show(Out.note("A grant needs the scope policy:write, which you have not: y allows it once."));
            return true;
        }
        give(asked.get(), answer.get());
        return true;
    }

    private void give(Asked asked, Answer answer) {
        desk.conversation().decides(asked.id());
        desk.ask("approvals.decide", answer.params(asked.id()), Desk.key(), result -> desk.show(Out.note(
                said(asked, answer))), why -> {
                    desk.failed(why);
                    if (!why.code().equals("conflict") && !why.code().equals("not_found")) {
                        desk.conversation().undecided(asked);
                    }
                });
    }

    private static String said(Asked asked, Answer answer) {
        if (!answer.isYes()) {
            return asked.tool() + ": no";
        }
        return asked.tool() + (answer.grantSeconds() == 0
                ? ": yes, once"
                : ": yes, and for an hour in this session " + (answer.anyArguments()
                        ? "whatever the arguments"
                        : "with these arguments") + " ('postern policy grants' lists it)");
    }

    /** The key for holds came. */
    void pressed(long now) {
        act(key.press(now));
    }

    /** Time passed. */
    void tick(long now) {
        if (!held.isEmpty() && desk.conversation().asked(held).isEmpty()) {
            over();
        }
        act(key.tick(now));
    }

    private void act(HoldKey.Act act) {
        switch (act) {
            case BEAT -> beat();
            case RELEASE -> release();
            case NOTHING -> {
                // wait and see
            }
        }
    }

    private void beat() {
        if (held.isEmpty()) {
            var asked = desk.conversation().asked().filter(Asked::isHold);
            if (asked.isEmpty()) {
                key.over();
                return;
            }
            held = asked.get().id();
            heldSince = System.nanoTime();
        }
        var id = held;
        desk.ask("approvals.hold", JsonObject.of("approval", id), "", result -> {
            if (OVER.contains(result.text("callState").orElse("")) && id.equals(held)) {
                over();
            }
        }, this::notHeld);
    }

    private void notHeld(Failure why) {
        if (!held.isEmpty()) {
            desk.failed(why);
            over();
        }
    }

    /** Lets go, whatever the key does. */
    void release() {
        if (!held.isEmpty()) {
            desk.show(Out.note("let go"));
            desk.ask("approvals.hold", JsonObject.builder().put("approval", held).put("release", true).build(), "",
                    result -> {}, why -> {});
            over();
        }
    }

    private void over() {
        held = "";
        key.over();
    }

    boolean isHolding() {
        return !held.isEmpty();
    }

    /** What is asked now. */
    Front.Live live(String activity, long now) {
        var asked = desk.conversation().asked();
        boolean swallows = key.isLeftOver(now);
        if (asked.isEmpty() || !desk.front().isAsking()) {
            return new Front.Live(activity, "", "", false, swallows);
        }
        var prompt = asked.get().isHold() ? hold() : confirm(asked.get());
        return new Front.Live(activity, asked.get().id(), prompt, asked.get().isHold(), swallows);
    }

    private String hold() {
        return held.isEmpty()
                ? "keep the space bar pressed to run it, let go to end it · n no"
                : "held for " + (System.nanoTime() - heldSince) / 1_000_000_000L + " s · let go to end it";
    }

    private String confirm(Asked asked) {
        return "allow " + asked.tool() + "?  y once · n no"
                + (mayGrant ? " · g for 1 h · g any for 1 h, any arguments" : "");
    }
}

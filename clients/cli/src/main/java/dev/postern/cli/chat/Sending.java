// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.cli.Failure;
import dev.postern.cli.Shown;

/** Messages on their way out, with what is attached, to the session or to the conversation that makes one. */
final class Sending {
    /** What a message does that comes while a turn runs. */
    static final List<String> MODES = List.of("steer", "queue", "collect", "interrupt");

    private static final int MOST_ATTACHED = 31;
    private static final int MOST_EARLY = 2_000;

    private final Desk desk;
    private final List<Attached> attached = new ArrayList<>();
    /** Pieces of turns whose session is not known yet. */
    private final List<JsonObject> early = new ArrayList<>();
    /** The conversation of a session that is still to be made. */
    private String thread = newThread();
    private String mode = MODES.getFirst();
    private String model = "";
    private boolean servesModes = true;
    private boolean isBeginning;
    private int conversations;
    /** Files of this conversation that are on their way. */
    private int arriving;
    /** What was said while files are on their way, and goes when they are there. */
    private final List<String> waiting = new ArrayList<>();

    /** A file that the next message takes along. */
    private record Attached(String name, String blob) {}

    Sending(Desk desk) {
        this.desk = desk;
    }

    /** Another conversation begins. */
    void begin() {
        thread = newThread();
        conversations++;
        arriving = 0;
        isBeginning = false;
        unsaid();
        attached.clear();
        early.clear();
    }

    /** Says nothing of what is said: it stays when that is erased. */
    private static String newThread() {
        return "chat-" + UUID.randomUUID().toString().substring(0, 8);
    }

    String mode() {
        return mode;
    }

    void mode(String toUse) {
        mode = toUse;
        servesModes = true;
    }

    /** The model of a session that is not there yet. */
    void model(String toUse) {
        model = toUse;
    }

    /**
     * A file is on its way to the gateway: what is said from now on waits for it.
     *
     * @return what it is known by
     */
    int arriving() {
        arriving++;
        return conversations;
    }

    /** Whether that file is for the present conversation. */
    boolean isAwaited(int arrival) {
        return arrival == conversations;
    }

    /** One that is awaited is there. */
    void attach(String name, String blob) {
        attached.add(new Attached(name, blob));
        arrived();
    }

    /** One will not be there: what was said with it in mind is not sent without it. */
    void notAttached() {
        unsaid();
        arrived();
    }

    private void arrived() {
        arriving--;
        if (arriving == 0) {
            var said = List.copyOf(waiting);
            waiting.clear();
            said.forEach(this::say);
        }
    }

    private void unsaid() {
        waiting.forEach(text -> desk.show(Out.error("Not sent, for want of the file: " + Shown.line(text))));
        waiting.clear();
    }

    boolean isFull() {
        return attached.size() + arriving >= MOST_ATTACHED;
    }

    /** The names of the files, as they are shown. */
    List<String> attached() {
        return attached.stream().map(each -> Shown.line(each.name())).toList();
    }

    void detach() {
        attached.clear();
    }

    /** Says it, with what is attached; once all of that is there. */
    void say(String text) {
        if (arriving > 0) {
            waiting.add(text);
            desk.show(Out.note("It is sent as soon as the file is there."));
            return;
        }
        var files = attached.isEmpty() ? "" : " [" + String.join(", ", attached()) + "]";
        desk.show(new Out.Line(Out.Kind.USER, "› " + Harmless.prose(text).replace("\n", "\n  ") + files));
        var params = JsonObject.builder().put("text", text);
        var session = desk.conversation().session();
        if (session.isEmpty()) {
            params.put("thread", thread);
            isBeginning = true;
        } else {
            params.put("session", session);
        }
        if (!attached.isEmpty()) {
            params.put("attachments", JsonArray.ofStrings(attached.stream().map(Attached::blob).toList()));
            params.put("attachmentNames", JsonArray.ofStrings(attached.stream().map(Attached::name).toList()));
            attached.clear();
        }
        if (desk.conversation().isBusy() && servesModes && !mode.equals("queue")) {
            params.put("mode", mode);
        }
        send(params.build());
    }

    private void send(JsonObject params) {
        var since = desk.link().cursor();
        int of = conversations;
        desk.ask("messages.send", params, Desk.key(), result -> {
            // the answer may come when the person talks elsewhere already
            if (of == conversations) {
                taken(result, since);
            }
        }, why -> refused(params, why));
    }

    private void taken(JsonObject result, String since) {
        var session = result.text("session").orElse("");
        boolean isFirst = desk.conversation().session().isEmpty();
        desk.conversation().accepted(session, result.text("turn").orElse(""));
        if (isFirst) {
            isBeginning = false;
            early.forEach(frame -> desk.show(desk.conversation().frame(frame)));
            early.clear();
            desk.await(desk.link().watch(session, since), watching -> {}, why -> {});
            if (!model.isEmpty()) {
                new Settling(desk).model(model);
                model = "";
            }
        }
    }

    private void refused(JsonObject params, Failure why) {
        if (params.get("mode").isPresent() && why.code().equals("unavailable")
                && String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT).contains("mode")) {
            servesModes = false;
            desk.show(Out.note("This gateway cannot " + mode + ": the message waits until the turn has ended."));
            send(params.with("mode", new dev.postern.api.json.JsonString("queue")));
            return;
        }
        isBeginning = false;
        desk.failed(why);
        desk.show(Out.note("The message was not sent."));
    }

    /** Keeps what may be of the turn that was just asked for; whether it was kept. */
    boolean keeps(JsonObject frame) {
        if (!isBeginning || !frame.text("type").orElse("").equals("stream") || early.size() >= MOST_EARLY) {
            return false;
        }
        early.add(frame);
        return true;
    }
}

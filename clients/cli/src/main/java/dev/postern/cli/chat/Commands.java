// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.cli.Failure;
import dev.postern.cli.Shown;
import dev.postern.cli.Upload;
import dev.postern.cli.UsageException;

/** Lines that begin with a slash. */
final class Commands {
    /** What there is, as {@code /help} lists it. */
    static final Map<String, String> ALL = new TreeMap<>(Map.of(
            "/attach", "FILE   the next message takes the file along; /attach none: it does not",
            "/help", "         this",
            "/mode", "MODE     what typing while a turn runs does: steer, queue, collect, interrupt",
            "/model", "NAME    the model that this session asks, such as local/llama3.2",
            "/new", "          another conversation",
            "/quit", "         leave; so does Ctrl-D",
            "/session", "N     go on in another session, by its number in /sessions or its id",
            "/sessions", "     the newest sessions",
            "/show", "N        call N unfolded; /show asked: all of what you are asked about"));

    private static final int SHOWN_SESSIONS = 15;

    private final Desk desk;
    private final Sending sending;
    private final Choices choices;
    private final Runnable leave;

    Commands(Desk desk, Sending sending, Choices choices, Runnable leave) {
        this.desk = desk;
        this.sending = sending;
        this.choices = choices;
        this.leave = leave;
    }

    /** Does what a line says. */
    void run(String line) {
        int space = line.indexOf(' ');
        var name = space < 0 ? line : line.substring(0, space);
        var rest = space < 0 ? "" : line.substring(space + 1).strip();
        switch (name) {
            case "/help" -> help();
            case "/quit", "/exit" -> leave.run();
            case "/new" -> begin();
            case "/sessions" -> sessions();
            case "/session" -> session(rest);
            case "/model" -> model(rest);
            case "/mode" -> mode(rest);
            case "/attach" -> attach(rest);
            case "/show" -> show(rest);
            default -> desk.show(Out.note("There is no command " + Shown.line(name)
                    + "; /help lists them. A message that begins with a slash is written with two."));
        }
    }

    private void help() {
        ALL.forEach((name, help) -> desk.show(Out.detail(name + " " + help)));
        desk.show(Out.detail("Several lines: end one with \\, or Alt-Enter, or paste. ↑ and Ctrl-R find old ones."));
        desk.show(Out.detail("Ctrl-C cancels the turn that runs; /tool.name calls a tool where rules decide."));
    }

    private void begin() {
        desk.conversation().begin("");
        sending.begin();
        desk.await(desk.link().watch("", desk.link().cursor()), watching -> {}, why -> {});
        desk.show(Out.note("A new conversation."));
    }

    private void sessions() {
        page("", new java.util.ArrayDeque<>());
    }

    private void page(String next, java.util.ArrayDeque<JsonObject> newest) {
        var params = JsonObject.builder().put("limit", 500L);
        if (!next.isEmpty()) {
            params.put("next", next);
        }
        desk.ask("sessions.list", params.build(), result -> {
            for (var value : result.array("sessions").orElse(JsonArray.EMPTY).values()) {
                if (value instanceof JsonObject session) {
                    newest.addFirst(session);
                    if (newest.size() > SHOWN_SESSIONS) {
                        newest.removeLast();
                    }
                }
            }
            var more = result.text("next").orElse("");
            if (more.isEmpty()) {
                list(List.copyOf(newest));
            } else {
                page(more, newest);
            }
        });
    }

    private void list(List<JsonObject> sessions) {
        choices.sessions(sessions.stream().map(session -> session.text("id").orElse("")).toList());
        for (int i = 0; i < sessions.size(); i++) {
            var session = sessions.get(i);
            var id = session.text("id").orElse("");
            desk.show(
                    Out.detail((id.equals(desk.conversation().session()) ? "* " : "  ") + String.format("%2d  ", i + 1)
                            + Shown.line(id + "  " + Clock.day(session.text("createdAt").orElse("")) + "  "
                                    + session.text("surface").orElse("") + "  " + session.text("thread").orElse(""))));
        }
        desk.show(Out.note(sessions.isEmpty() ? "There is none yet." : "/session N goes on in one of them."));
    }

    private void session(String name) {
        if (!name.isEmpty()) {
            var id = choices.session(name);
            desk.ask("sessions.get", JsonObject.of("session", id), found -> enter(id));
        } else if (desk.conversation().session().isEmpty()) {
            desk.show(Out.note("The session begins with its first message."));
        } else {
            new Settling(desk).show();
        }
    }

    /** Goes on in a session that is there. */
    void enter(String id) {
        desk.conversation().begin(id);
        sending.begin();
        desk.await(desk.link().watch(id, ""), watching -> {}, why -> {});
        desk.show(Out.note("Session " + Shown.line(id)));
        new Past(desk, id).show();
    }

    private void model(String name) {
        boolean isNew = desk.conversation().session().isEmpty();
        if (name.isEmpty()) {
            if (!isNew) {
                new Settling(desk).show();
            }
            desk.show(Out.note(choices.models().isEmpty()
                    ? "No endpoint is configured that is known here; postern model list shows all."
                    : "Configured: " + Shown.line(String.join(", ", choices.models()))));
        } else if (isNew) {
            sending.model(name);
            desk.show(Out.note("The session begins with its first message, and asks " + Shown.line(name)
                    + " from the second on."));
        } else {
            new Settling(desk).model(name);
        }
    }

    private void mode(String name) {
        if (Sending.MODES.contains(name)) {
            sending.mode(name);
        } else if (!name.isEmpty()) {
            desk.show(Out.note("There is no mode " + Shown.line(name) + ": " + String.join(", ", Sending.MODES)));
            return;
        }
        desk.show(Out.note("What you say while a turn runs: " + sending.mode()));
    }

    private void attach(String name) {
        if (name.isEmpty()) {
            desk.show(Out.note(sending.attached().isEmpty()
                    ? "Nothing is attached."
                    : "Attached: " + String.join(", ", sending.attached())));
            return;
        }
        if (name.equals("none")) {
            sending.detach();
            desk.show(Out.note("Nothing is attached."));
            return;
        }
        if (sending.isFull()) {
            desk.show(Out.note("A message takes 31 files at most."));
            return;
        }
        var file = new File(name.startsWith("~/") ? System.getProperty("user.home") + name.substring(1) : name);
        if (!file.isFile()) {
            desk.show(Out.error("There is no file " + Shown.line(name)));
            return;
        }
        int arrival = sending.arriving();
        desk.await(CompletableFuture.supplyAsync(() -> upload(file.toPath()), Thread::startVirtualThread), blob -> {
            var shown = Shown.line(file.getName());
            if (sending.isAwaited(arrival)) {
                desk.show(Out.note("Attached: " + shown + " (" + size(file) + ")"));
                sending.attach(file.getName(), blob);
            } else {
                desk.show(Out.note("Not attached, for the conversation is another now: " + shown));
            }
        }, why -> {
            desk.failed(why);
            if (sending.isAwaited(arrival)) {
                sending.notAttached();
            }
        });
    }

    private String upload(Path file) {
        try {
            return Upload.file(desk.settings().http("/blobs"), desk.settings().token(), file);
        } catch (Failure | UsageException e) {
            throw new java.util.concurrent.CompletionException(e);
        } catch (IOException e) {
            throw new java.util.concurrent.CompletionException(
                    new Failure("unavailable", String.valueOf(e.getMessage())));
        }
    }

    private static String size(File file) {
        long bytes = file.length();
        return bytes < 10_000 ? bytes + " bytes" : bytes / 1_000 + " kB";
    }

    private void show(String what) {
        if (what.equals("asked")) {
            desk.conversation().asked().ifPresentOrElse(asked -> desk.show(asked.whole()),
                    () -> desk.show(Out.note("You are asked about nothing.")));
            return;
        }
        int number;
        try {
            number = Integer.parseInt(what);
        } catch (NumberFormatException e) {
            number = 0;
        }
        desk.conversation().call(number).ifPresentOrElse(call -> desk.show(call.unfolded()),
                () -> desk.show(Out.note("/show N: N is the number of a call above.")));
    }
}

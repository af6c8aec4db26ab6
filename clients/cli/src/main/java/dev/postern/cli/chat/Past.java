// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.cli.Shown;

/** The last words of a session, for who comes back to it; then what still runs in it or waits. */
final class Past {
    private static final int MOST_LINES = 12;
    private static final int MOST_PAGES = 20;

    private final Desk desk;
    private final String session;
    private final Deque<Out> last = new ArrayDeque<>();

    Past(Desk desk, String session) {
        this.desk = desk;
        this.session = session;
    }

    /** Reads and shows it. */
    void show() {
        page("", MOST_PAGES);
    }

    private void page(String next, int left) {
        var params = JsonObject.builder().put("session", session).put("limit", 500L);
        if (!next.isEmpty()) {
            params.put("next", next);
        }
        desk.ask("sessions.history", params.build(), result -> {
            for (var value : result.array("records").orElse(JsonArray.EMPTY).values()) {
                if (value instanceof JsonObject record) {
                    read(record);
                }
            }
            var more = result.text("next").orElse("");
            if (more.isEmpty() || left == 0) {
                desk.show(last);
                open();
            } else {
                page(more, left - 1);
            }
        });
    }

    private void read(JsonObject record) {
        var payload = record.object("payload").orElse(JsonObject.EMPTY);
        switch (record.text("type").orElse("")) {
            case "message.accepted" -> keep(Out.Kind.USER,
                    "› " + payload.array("parts").orElse(JsonArray.EMPTY).values()
                            .stream()
                            .flatMap(part -> part instanceof JsonObject object ? said(object) : Stream.empty())
                            .collect(Collectors.joining(" ")));
            case "turn.finished" -> payload.text("reply").or(() -> record.object("meta").flatMap(m -> m.text("reply")))
                    .ifPresent(reply -> keep(Out.Kind.PAST, reply));
            default -> {
                // not said by anybody
            }
        }
    }

    /** A text, or how the person saw what was attached. */
    private static Stream<String> said(JsonObject part) {
        return part.text("text").or(() -> part.text("blob")
                .map(blob -> "[" + Shown.line(part.text("name").filter(name -> !name.isEmpty()).orElse(blob)) + "]"))
                .stream();
    }

    private void keep(Out.Kind kind, String text) {
        last.add(new Out.Line(kind, Harmless.prose(text)));
        if (last.size() > MOST_LINES) {
            last.removeFirst();
        }
    }

    private void open() {
        desk.ask("turns.list", JsonObject.EMPTY, result -> {
            for (var value : result.array("turns").orElse(JsonArray.EMPTY).values()) {
                if (value instanceof JsonObject turn && turn.text("session").orElse("").equals(session)
                        && desk.conversation().session().equals(session)) {
                    desk.conversation().accepted(session, turn.text("id").orElse(""));
                }
            }
        });
        desk.ask("approvals.list", JsonObject.of("session", session), "", result -> {
            for (var value : result.array("approvals").orElse(JsonArray.EMPTY).values()) {
                if (value instanceof JsonObject approval && approval.text("state").orElse("").equals("pending")
                        && desk.conversation().session().equals(session)) {
                    desk.show(desk.conversation().waits(approval));
                }
            }
        }, why -> {
            // who may not decide need not know
        });
    }
}

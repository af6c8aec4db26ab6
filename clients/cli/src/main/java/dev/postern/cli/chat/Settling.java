// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.Map;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.cli.Shown;

/** The settings of the session that is talked in. */
final class Settling {
    private final Desk desk;

    Settling(Desk desk) {
        this.desk = desk;
    }

    /** Shows which models the session asks, and what else there is to know of it. */
    void show() {
        var session = desk.conversation().session();
        desk.ask("sessions.get", JsonObject.of("session", session), result -> {
            var found = result.object("session").orElse(JsonObject.EMPTY);
            var settings = found.object("settings").orElse(JsonObject.EMPTY);
            desk.show(Out.detail(Shown.line(session + "  " + found.text("state").orElse("") + "  "
                    + found.text("thread").orElse(""))));
            desk.show(Out.detail("planner  " + Shown.line(settings.text("planner").filter(name -> !name.isEmpty())
                    .orElse("as configured"))));
            desk.show(Out.detail("models   " + models(settings.object("models").orElse(JsonObject.EMPTY).members())));
        });
    }

    private static String models(Map<String, ? extends Object> models) {
        return models.isEmpty()
                ? "as configured"
                : models.entrySet().stream()
                        .map(each -> each.getKey() + " "
                                + (each.getValue() instanceof JsonString(var name) ? name : ""))
                        .map(Shown::line)
                        .collect(Collectors.joining(", "));
    }

    /** The session asks this model from its next turn on. */
    void model(String name) {
        var session = desk.conversation().session();
        desk.ask("sessions.get", JsonObject.of("session", session), result -> {
            var found = result.object("session").orElse(JsonObject.EMPTY);
            var models = found.object("settings").flatMap(settings -> settings.object("models"))
                    .orElse(JsonObject.EMPTY);
            var params = JsonObject.builder().put("session", session)
                    .put("revision", found.integer("revision").orElse(1L))
                    .put("settings", JsonObject.builder()
                            .put("models", models.with("default", new JsonString(name))).build())
                    .build();
            desk.ask("sessions.update", params, Desk.key(), updated -> desk.show(Out.note("From the next turn on "
                    + Shown.line(name) + " is asked.")), desk::failed);
        });
    }
}

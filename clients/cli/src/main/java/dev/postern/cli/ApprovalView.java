// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.List;

import dev.postern.api.json.JsonObject;

/** An approval, for whoever decides. */
final class ApprovalView {
    private ApprovalView() {}

    /** All of it: what it is bound to, then the arguments exactly, then what the call would do. */
    static void show(Invocation in, JsonObject approval) {
        var facts = JsonObject.builder();
        approval.members().forEach((name, value) -> {
            if (!name.equals("input") && !name.equals("preview")) {
                facts.put(name, value);
            }
        });
        Details.print(in, facts.build());
        in.print("arguments");
        approval.object("input").orElse(JsonObject.EMPTY).members()
                .forEach((name, value) -> in.print("  " + Shown.line(name) + "  " + Shown.json(value)));
        preview(in, approval.object("preview").orElse(JsonObject.EMPTY));
        if (approval.text("state").orElse("").equals("pending")) {
            decide(in, approval.text("id").orElse(""), approval.text("mode").orElse(""));
        }
    }

    private static void preview(Invocation in, JsonObject preview) {
        if (preview.members().isEmpty()) {
            in.print("preview  the tool cannot say what the call would do");
            return;
        }
        in.print("preview");
        preview.text("summary").ifPresent(summary -> in.print("  " + Shown.line(summary)));
        preview.text("detail").filter(detail -> !detail.isBlank())
                .ifPresent(detail -> Shown.lines(detail).forEach(line -> in.print("    " + line)));
    }

    /** How to decide, beside the result. */
    static void decide(Invocation in, String id, String mode) {
        var approval = Shown.line(id);
        for (var verb : mode.equals("hold") ? List.of("hold", "deny") : List.of("approve", "deny")) {
            in.note("  postern approvals " + verb + " " + approval);
        }
    }

    /** What is requested, short enough for a line. */
    static JsonObject brief(JsonObject requested) {
        var brief = JsonObject.builder();
        for (var name : List.of("approval", "mode", "tool", "version", "risk", "origin", "principal", "session", "turn",
                "rules", "reason", "expiresAt")) {
            requested.get(name).ifPresent(value -> brief.put(name, value));
        }
        return brief
                .put("preview", requested.object("preview").flatMap(preview -> preview.text("summary")))
                .build();
    }
}

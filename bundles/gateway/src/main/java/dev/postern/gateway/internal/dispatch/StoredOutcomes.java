// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.dispatch;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.wire.ErrorCode;
import dev.postern.protocol.WireError;

/** Outcomes as they are stored for an idempotency key: {@code {ok, result}} or {@code {ok, error}}. */
final class StoredOutcomes {
    private StoredOutcomes() {}

    static JsonObject write(Outcome outcome) {
        var body = JsonObject.builder().put("ok", outcome.ok());
        outcome.result().ifPresent(result -> body.put("result", result));
        outcome.error().ifPresent(error -> body.put("error", error.json()));
        return body.build();
    }

    static Outcome read(JsonObject body) {
        return body.object("result")
                .map(Outcome::of)
                .orElseGet(() -> Outcome.of(error(body.object("error").orElse(JsonObject.EMPTY))));
    }

    private static WireError error(JsonObject error) {
        var details = error.array("details").orElse(JsonArray.EMPTY).values();
        return new WireError(code(error.text("code").orElse("")), error.text("message").orElse(""),
                details.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList(),
                false, Optional.empty());
    }

    private static ErrorCode code(String text) {
        return List.of(ErrorCode.values())
                .stream()
                .filter(code -> code.code().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(ErrorCode.INTERNAL);
    }
}

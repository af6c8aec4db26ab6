// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.planner.TurnView.Exchange;

/** What a sender says was said before, as records have it. */
final class ExchangeCodec {
    private ExchangeCodec() {}

    static JsonArray write(List<Exchange> exchanges) {
        return new JsonArray(exchanges.stream()
                .<JsonValue>map(exchange -> JsonObject.builder()
                        .put("parts", PartCodec.write(exchange.message()))
                        .put("reply", exchange.reply())
                        .build())
                .toList());
    }

    static List<Exchange> read(JsonArray exchanges) {
        return exchanges.values().stream()
                .map(JsonObject.class::cast)
                .map(exchange -> new Exchange(PartCodec.read(exchange.array("parts").orElse(JsonArray.EMPTY)),
                        exchange.text("reply").orElse("")))
                .toList();
    }
}

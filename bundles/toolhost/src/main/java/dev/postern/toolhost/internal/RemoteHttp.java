// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolhost.internal;

import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;

/** HTTP by the gateway; answers are read whole. */
record RemoteHttp(Asking asking) implements HttpAccess {

    @Override
    public Response send(Request request) throws ToolException, InterruptedException {
        var headers = new LinkedHashMap<String, JsonValue>();
        request.headers().forEach((name, value) -> headers.put(name, new JsonString(value)));
        var answer = asking.ask("nodes.http", JsonObject.builder()
                .put("method", request.method())
                .put("uri", request.uri().toString())
                .put("headers", new JsonObject(headers))
                .put("body", Base64.getEncoder().encodeToString(request.body()))
                .put("timeoutMillis", JsonNumber.of(request.timeout().toMillis()))
                .put("maxBytes", request.maxBytes())
                .build()).object("answer").orElseThrow();
        Map<String, List<String>> got = new LinkedHashMap<>();
        answer.object("headers").orElse(JsonObject.EMPTY).members()
                .forEach((name, values) -> got.put(name, ((JsonArray) values).strings()));
        return new Response((int) (long) answer.integer("status").orElse(0L), got,
                Base64.getDecoder().decode(answer.text("body").orElse("")),
                URI.create(answer.text("uri").orElseThrow()));
    }
}

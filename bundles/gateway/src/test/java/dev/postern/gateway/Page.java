// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.json.StrictJson;

/** What a browser's page does over HTTP and the socket, and its cookie. */
record Page(Platform platform) {
    static final Json JSON = new StrictJson();

    String origin() throws Exception {
        return "http://127.0.0.1:" + platform.port();
    }

    /** From nobody in particular. */
    HttpRequest.Builder request(String path) throws Exception {
        return HttpRequest.newBuilder(URI.create(origin() + path));
    }

    /** From a page of ours. */
    HttpRequest.Builder own(String path) throws Exception {
        return request(path).header("Origin", origin());
    }

    /** A connection each: the server ends one whose body it refused to read, and the next request would race with that. */
    static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    /** What a browser sends from now on that got this answer. */
    static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    static void refused(HttpResponse<String> answer, int status, String why) {
        assertThat(answer.statusCode()).as(why).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
    }

    Client upgrade(String origin, String cookie) throws Exception {
        return Client.open(JSON, platform.port(), Map.of("Origin", origin, "Cookie", cookie));
    }

    /** Connects by the cookie alone. */
    static JsonObject connect(Client client) throws Exception {
        return connect(client, "");
    }

    static JsonObject connect(Client client, String more) throws Exception {
        client.send("""
                {"type":"connect","id":"c1","protocol":{"min":1,"max":1},"client":{"id":"t","kind":"webchat"}%s}"""
                .formatted(more));
        return client.response("c1");
    }

    /** A token that may do this and no more. */
    String token(String scope) throws Exception {
        try (var client = Client.open(JSON, platform.port())) {
            client.connect(platform.operatorToken());
            return client.call("tokens.create", "{\"name\":\"t\",\"scopes\":[\"" + scope + "\"]}").object("result")
                    .flatMap(result -> result.text("token")).orElseThrow();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/** Puts a file into the gateway's blob store. */
public final class Upload {
    private static final int TIMEOUT_MS = 60_000;
    /** Larger ones ask first: a gateway that does not want one closes the connection, and its reason would be lost. */
    private static final long ASKS_FIRST = 1 << 20;

    private static final int TOO_LARGE = 413;

    private Upload() {}

    /** Uploads and gives the blob's id. */
    public static String file(URI blobs, String token, Path file) throws IOException, Failure {
        var connection = (HttpURLConnection) blobs.toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Authorization", "Bearer " + token);
        connection.setRequestProperty("Content-Type", type(file.getFileName().toString()));
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        connection.setDoOutput(true);
        long size = Files.size(file);
        if (size > ASKS_FIRST) {
            connection.setRequestProperty("Expect", "100-continue");
        }
        connection.setFixedLengthStreamingMode(size);
        try (var out = connection.getOutputStream()) {
            Files.copy(file, out);
        } catch (ConnectException e) {
            throw new Failure("unavailable", "no gateway answers at " + blobs + "; ./postern run starts one");
        } catch (ProtocolException refused) {
            // the answer says why, without its body
            if (connection.getResponseCode() == TOO_LARGE) {
                throw new Failure("invalid_params", file.getFileName() + " has " + size
                        + " bytes, more than the gateway takes (max.bytes of dev.postern.blobs)");
            }
        }
        var answer = answer(connection);
        return answer.text("blob").orElseThrow(() -> new Failure("internal", "the gateway does not name the blob"));
    }

    /** By its name, of the few types that every Java knows, so that it is the same everywhere. */
    private static String type(String name) {
        var known = URLConnection.guessContentTypeFromName(name);
        return known == null ? "application/octet-stream" : known;
    }

    private static JsonObject answer(HttpURLConnection connection) throws IOException, Failure {
        int status = connection.getResponseCode();
        boolean refused = status >= 400;
        var object = JsonObject.EMPTY;
        try (var in = refused ? connection.getErrorStream() : connection.getInputStream()) {
            var text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (JsonValue.parse(text) instanceof JsonObject read) {
                object = read;
            }
        } catch (JsonFormatException e) {
            // a status without a body that we know says enough
        }
        if (refused) {
            // RFC 9457
            var title = object.text("title").orElse("the gateway refused the file with HTTP " + status);
            throw new Failure(code(status), object.text("detail").map(detail -> title + ": " + detail).orElse(title));
        }
        return object;
    }

    private static String code(int status) {
        return switch (status) {
            case 401 -> "unauthenticated";
            case 403 -> "forbidden";
            case 404 -> "not_found";
            case 429 -> "rate_limited";
            case 503 -> "unavailable";
            default -> status < 500 ? "invalid_params" : "internal";
        };
    }
}

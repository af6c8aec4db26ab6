// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolhost.internal;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.FileAccess;
import dev.postern.api.tool.FileInfo;
import dev.postern.api.tool.FileRoot;
import dev.postern.api.tool.ToolException;

/** Files by the gateway. */
record RemoteFiles(Asking asking) implements FileAccess {
    /** What one frame holds of a file. */
    private static final int CHUNK = 524_288;

    @Override
    public List<FileRoot> roots() {
        try {
            return objects(ask("roots", "", JsonObject.EMPTY), "roots").stream()
                    .map(root -> new FileRoot(root.text("name").orElse(""), root.bool("writable").orElse(false)))
                    .toList();
        } catch (ToolException refused) {
            throw new IllegalStateException("the gateway did not tell the roots: " + refused.getMessage(), refused);
        }
    }

    @Override
    public Optional<FileInfo> info(String path) throws ToolException {
        return objects(ask("info", path, JsonObject.EMPTY), "entries").stream().map(RemoteFiles::info).findFirst();
    }

    @Override
    public List<FileInfo> list(String path, int limit) throws ToolException {
        return objects(ask("list", path, JsonObject.builder().put("limit", limit).build()), "entries").stream()
                .map(RemoteFiles::info)
                .toList();
    }

    @Override
    public byte[] read(String path, long offset, int length) throws ToolException {
        var read = new ByteArrayOutputStream();
        int wanted = Math.min(CHUNK, length);
        byte[] chunk;
        do {
            chunk = Base64.getDecoder().decode(ask("read", path, JsonObject.builder()
                    .put("offset", JsonNumber.of(offset + read.size())).put("limit", wanted).build())
                    .text("content").orElse(""));
            read.writeBytes(chunk);
            wanted = Math.min(CHUNK, length - read.size());
        } while (wanted > 0 && chunk.length > 0);
        return read.toByteArray();
    }

    @Override
    public void write(String path, byte[] content) throws ToolException {
        ask("write", path, content(content));
    }

    @Override
    public void create(String path, byte[] content) throws ToolException {
        ask("create", path, content(content));
    }

    @Override
    public void replace(String path, byte[] content, String sha256) throws ToolException {
        ask("replace", path, JsonObject.builder().putAll(content(content)).put("sha256", sha256).build());
    }

    @Override
    public void move(String from, String to) throws ToolException {
        ask("move", from, JsonObject.of("to", to));
    }

    @Override
    public void move(String from, String to, String sha256) throws ToolException {
        ask("move", from, JsonObject.builder().put("to", to).put("sha256", sha256).build());
    }

    @Override
    public void delete(String path) throws ToolException {
        ask("delete", path, JsonObject.EMPTY);
    }

    @Override
    public void delete(String path, String sha256) throws ToolException {
        ask("delete", path, JsonObject.of("sha256", sha256));
    }

    private JsonObject ask(String operation, String path, JsonObject more) throws ToolException {
        return asking.uninterrupted("nodes.files",
                JsonObject.builder().put("operation", operation).put("path", path).putAll(more).build());
    }

    private static JsonObject content(byte[] content) {
        return JsonObject.of("content", Base64.getEncoder().encodeToString(content));
    }

    private static List<JsonObject> objects(JsonObject answer, String member) {
        return answer.array(member).orElse(JsonArray.EMPTY).values().stream().map(JsonObject.class::cast).toList();
    }

    private static FileInfo info(JsonObject entry) {
        return new FileInfo(entry.text("path").orElse(""), entry.bool("folder").orElse(false),
                entry.integer("size").orElse(0L), Instant.parse(entry.text("modified").orElseThrow()));
    }
}

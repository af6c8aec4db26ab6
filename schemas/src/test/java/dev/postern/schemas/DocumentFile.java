// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import dev.postern.api.json.JsonObject;

/** A document as a file of its own has it: what a method takes, cut out of its params. */
final class DocumentFile {

    private DocumentFile() {}

    static JsonObject schema(String method, String title) {
        var params = Descriptors.named(Descriptors.methods(), method).object("params").orElseThrow();
        var document = params.object("properties")
                .flatMap(properties -> properties.object("document"))
                .orElseThrow();
        var file = JsonObject.builder()
                .put("$schema", params.text("$schema"))
                .put("title", title)
                .putAll(document);
        params.object("$defs").ifPresent(definitions -> file.put("$defs", definitions));
        return file.build();
    }
}

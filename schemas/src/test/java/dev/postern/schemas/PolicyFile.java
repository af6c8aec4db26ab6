// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import dev.postern.api.json.JsonObject;

/** The policy document as a file of its own has it: what {@code policy.put} takes, cut out of that method's params. */
final class PolicyFile {

    private PolicyFile() {}

    static JsonObject schema() {
        var params = Descriptors.named(Descriptors.methods(), "policy.put").object("params").orElseThrow();
        var document = params.object("properties")
                .flatMap(properties -> properties.object("document"))
                .orElseThrow();
        var file = JsonObject.builder()
                .put("$schema", params.text("$schema"))
                .put("title", "Policy document")
                .putAll(document);
        params.object("$defs").ifPresent(definitions -> file.put("$defs", definitions));
        return file.build();
    }
}

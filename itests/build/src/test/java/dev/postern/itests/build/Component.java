// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/**
 * A part that the distribution's bill of materials lists.
 *
 * @param group    its group
 * @param name     its artifact
 * @param version  its version
 * @param licences under any of which it may be used: SPDX ids where there are, else names
 */
record Component(String group, String name, String version, Set<String> licences) {

    /** @return all of them, in no order */
    static List<Component> all() throws IOException, JsonFormatException {
        var bom = (JsonObject) JsonValue.parse(Files.readString(Shipped.distribution().resolve("bom.json")));
        return objects(bom, "components").stream().map(Component::of).toList();
    }

    /** @return how its jar is named */
    String file() {
        return name + "-" + version;
    }

    private static Component of(JsonObject part) {
        var licences = new TreeSet<String>();
        for (var choice : objects(part, "licenses")) {
            var licence = choice.object("license").orElse(JsonObject.EMPTY);
            licences.add(licence.text("id").or(() -> licence.text("name")).orElse(choice.toString()));
        }
        return new Component(part.text("group").orElseThrow(), part.text("name").orElseThrow(),
                part.text("version").orElseThrow(), licences);
    }

    private static List<JsonObject> objects(JsonObject of, String member) {
        return of.array(member).stream().flatMap(array -> array.values().stream())
                .map(JsonObject.class::cast).toList();
    }
}

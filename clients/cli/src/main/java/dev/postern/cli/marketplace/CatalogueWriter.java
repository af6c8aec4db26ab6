// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CatalogueFile;
import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.marketplace.CatalogueSignature;

/** Writes the two files that a marketplace is known by: a member, and a plugin, a line. */
final class CatalogueWriter {
    private CatalogueWriter() {}

    static byte[] bytes(Catalogue catalogue) {
        var head = JsonObject.builder().put("format", catalogue.format()).put("name", catalogue.name())
                .put("serial", catalogue.serial()).put("issued", catalogue.issued().toString())
                .put("expires", catalogue.expires().toString()).put("index", file(catalogue.index())).build();
        var text = lines(head).append(",\n  \"plugins\": [");
        var separator = "\n    ";
        for (var plugin : catalogue.plugins()) {
            text.append(separator).append(json(plugin));
            separator = ",\n    ";
        }
        return text.append("\n  ]\n}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(CatalogueSignature signature) {
        var members = JsonObject.builder().put("format", signature.format()).put("key", signature.key())
                .put("certificate", signature.certificate()).put("signature", signature.signature()).build();
        return lines(members).append("\n}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A version as it stands in the catalogue. */
    static JsonObject json(CataloguePlugin plugin) {
        var json = JsonObject.builder().put("id", plugin.id()).put("version", plugin.version())
                .put("title", plugin.title()).put("description", plugin.description())
                .put("api", JsonArray.ofStrings(plugin.api())).put("file", file(plugin.file()))
                .put("publisher", plugin.publisher()).put("key", plugin.key()).put("licence", plugin.licence());
        plugin.sbom().ifPresent(sbom -> json.put("sbom", file(sbom)));
        json.put("permissions", JsonArray.ofStrings(plugin.permissions()))
                .put("tools", JsonArray.ofStrings(plugin.tools()))
                .put("maturity", plugin.maturity().name().toLowerCase(Locale.ROOT))
                .put("published", plugin.published().toString());
        plugin.homepage().ifPresent(page -> json.put("homepage", page.toString()));
        plugin.icon().ifPresent(icon -> json.put("icon", file(icon)));
        json.put("screenshots", files(plugin.screenshots()));
        plugin.yanked().ifPresent(yanked -> json.put("yanked", JsonObject.builder().put("reason", yanked.reason())
                .put("at", yanked.at().toString()).build()));
        return json.build();
    }

    private static JsonArray files(List<CatalogueFile> files) {
        return new JsonArray(files.stream().<JsonValue>map(CatalogueWriter::file).toList());
    }

    private static JsonObject file(CatalogueFile file) {
        return JsonObject.builder().put("path", file.path()).put("sha256", file.sha256()).put("size", file.size())
                .build();
    }

    /** The object without its end. */
    private static StringBuilder lines(JsonObject members) {
        var text = new StringBuilder();
        var separator = "{\n  ";
        for (var member : members.members().entrySet()) {
            text.append(separator).append(new JsonString(member.getKey())).append(": ").append(member.getValue());
            separator = ",\n  ";
        }
        return text;
    }
}

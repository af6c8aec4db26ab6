// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonObject;
import dev.postern.core.hash.Sha256;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.Schema;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.marketplace.CatalogueSignature;

/** Reads a catalogue: not one byte of it is parsed before its signature was checked. */
final class EditionReader {
    private static final String DOCUMENTS = "/POSTERN-INF/documents/";

    private final Json json;
    /** By name; made when the first is read, for many gateways have no marketplace. */
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    EditionReader(Json json) {
        this.json = json;
    }

    private Schema schema(String name) {
        try (var in = Catalogue.class.getResourceAsStream(DOCUMENTS + name + ".json")) {
            if (in != null && json.parse(in.readAllBytes()) instanceof JsonObject schema) {
                return json.schema(schema);
            }
        } catch (IOException | JsonException broken) {
            throw new IllegalStateException("the schema " + name + " came with core-api and cannot be read", broken);
        }
        throw new IllegalStateException("core-api has no schema " + name);
    }

    /**
     * Believes a catalogue that the owner of the source's key signed.
     *
     * @param content its bytes
     * @param signature the bytes of its signature's file
     */
    Catalogue catalogue(Source source, byte[] content, byte[] signature) throws Trouble {
        try {
            read(signature, "marketplace-signature", CatalogueSignature.class).verify(content, source.key());
        } catch (JsonException | GeneralSecurityException nobodys) {
            throw Trouble.forged("its catalogue is not believed: " + nobodys.getMessage());
        }
        try {
            Catalogue catalogue = read(content, "marketplace", Catalogue.class);
            check(catalogue);
            return catalogue;
        } catch (JsonException malformed) {
            throw Trouble.invalid("its catalogue cannot be read: " + malformed.getMessage());
        }
    }

    private <T extends Record> T read(byte[] content, String schema, Class<T> type) throws JsonException {
        if (!(json.parse(content) instanceof JsonObject object)) {
            throw new JsonException("it is no object");
        }
        var violations = schemas.computeIfAbsent(schema, this::schema).validate(object);
        if (!violations.isEmpty()) {
            var first = violations.getFirst();
            throw new JsonException(first.path() + ": " + first.message());
        }
        return json.read(object, type);
    }

    private static void check(Catalogue catalogue) throws Trouble {
        Set<String> versions = new HashSet<>();
        for (CataloguePlugin plugin : catalogue.plugins()) {
            if (!versions.add(label(plugin))) {
                throw Trouble.invalid("its catalogue has " + label(plugin) + " twice");
            }
        }
        if (catalogue.index().size() > Catalogue.MAX_INDEX_BYTES) {
            throw Limits.tooLarge(catalogue.index().path(), Catalogue.MAX_INDEX_BYTES);
        }
    }

    /** Reads the index that belongs to a catalogue. */
    static Map<String, IndexedResource> index(Catalogue catalogue, byte[] content) throws Trouble {
        String digest = Sha256.end(Sha256.begin(), content);
        if (content.length != catalogue.index().size() || !digest.equals(catalogue.index().sha256())) {
            throw Trouble.invalid(catalogue.index().path() + " has other bytes than the catalogue says");
        }
        return IndexReader.read(content);
    }

    /** What a version is, it stays: these are refused that say otherwise of one that was seen. */
    static void checkAgainst(Edition before, Catalogue next) throws Trouble {
        Map<String, String> known = before.catalogue().plugins().stream()
                .collect(Collectors.toMap(EditionReader::label, plugin -> plugin.file().sha256()));
        for (CataloguePlugin plugin : next.plugins()) {
            String digest = known.getOrDefault(label(plugin), plugin.file().sha256());
            if (!digest.equals(plugin.file().sha256())) {
                throw Trouble.invalid(
                        "its catalogue has " + label(plugin) + " with other bytes than before; a version is the"
                                + " same bytes for ever");
            }
        }
    }

    static String label(CataloguePlugin plugin) {
        return plugin.id() + " " + plugin.version();
    }
}

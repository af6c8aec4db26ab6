// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.cli.Failure;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CatalogueFile;
import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.marketplace.CataloguePlugin.Maturity;
import dev.postern.core.marketplace.CataloguePlugin.Yanked;
import dev.postern.core.marketplace.CatalogueSignature;

/** Reads the two files that a marketplace is known by, by the rules that {@code schemas/marketplace.json} states. */
final class CatalogueReader {
    /** RFC 3986: other letters are escaped. */
    private static final String HTTPS = "^https://[!-~]{1,990}$";

    private CatalogueReader() {}

    static Catalogue catalogue(byte[] bytes) throws Failure {
        var read = Members.of(Catalogue.FILE, text(Catalogue.FILE, bytes));
        var plugins = new ArrayList<CataloguePlugin>();
        for (var each : read.objects("plugins", Catalogue.MAX_PLUGINS)) {
            plugins.add(plugin(each));
        }
        var catalogue = new Catalogue((int) read.number("format", Catalogue.FORMAT, Catalogue.FORMAT),
                read.text("name", Catalogue.NAME), read.number("serial", 1, Long.MAX_VALUE), read.time("issued"),
                read.time("expires"), file(read.member("index"), Layout.INDEX), plugins);
        checkThatVersionsStandOnce(catalogue);
        checkThatPathsMeanOneFile(catalogue);
        return catalogue;
    }

    static CatalogueSignature signature(byte[] bytes) throws Failure {
        var read = Members.of(CatalogueSignature.FILE, text(CatalogueSignature.FILE, bytes));
        return new CatalogueSignature(
                (int) read.number("format", CatalogueSignature.FORMAT, CatalogueSignature.FORMAT),
                read.text("key", CatalogueFile.SHA256), read.text("certificate", 1, 8_192),
                read.text("signature", 1, 128));
    }

    static CataloguePlugin plugin(Members read) throws Failure {
        return new CataloguePlugin(read.text("id", CataloguePlugin.ID),
                read.text("version", CataloguePlugin.VERSION, 64),
                read.text("title", 0, CataloguePlugin.MAX_LINE), read.text("description", 0, CataloguePlugin.MAX_TEXT),
                read.texts("api", 100), file(read.member("file"), Layout.PLUGINS),
                read.text("publisher", 0, CataloguePlugin.MAX_LINE),
                read.text("key", CatalogueFile.SHA256), read.text("licence", 1, CataloguePlugin.MAX_LINE),
                optional(read, "sbom", Layout.SBOM), read.texts("permissions", 1_000), read.texts("tools", 1_000),
                maturity(read),
                read.time("published"), homepage(read), optional(read, "icon", Layout.ICONS), screenshots(read),
                yanked(read));
    }

    /** Each kind lies in its own place, so that none stands in for another, nor for the catalogue. */
    private static CatalogueFile file(Members read, String place) throws Failure {
        if (!read.text("path", 1, 512).startsWith(place)) {
            throw read.refused("path", "must be " + place);
        }
        return new CatalogueFile(read.text("path", CatalogueFile.PATH), read.text("sha256", CatalogueFile.SHA256),
                read.number("size", 1, CatalogueFile.MAX_BYTES));
    }

    private static Optional<CatalogueFile> optional(Members read, String name, String place) throws Failure {
        var member = read.optional(name);
        return member.isEmpty() ? Optional.empty() : Optional.of(file(member.get(), place));
    }

    private static List<CatalogueFile> screenshots(Members read) throws Failure {
        var screenshots = new ArrayList<CatalogueFile>();
        for (var each : read.objects("screenshots", CataloguePlugin.MAX_SCREENSHOTS)) {
            screenshots.add(file(each, Layout.SCREENSHOTS));
        }
        return screenshots;
    }

    private static Maturity maturity(Members read) throws Failure {
        var text = read.text("maturity", 1, 64);
        for (var each : Maturity.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                return each;
            }
        }
        throw read.refused("maturity", "must be experimental, beta, stable or deprecated");
    }

    private static Optional<URI> homepage(Members read) throws Failure {
        if (read.object().get("homepage").isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(read.text("homepage", HTTPS)));
        } catch (IllegalArgumentException malformed) {
            throw read.refused("homepage", "must be an address");
        }
    }

    private static Optional<Yanked> yanked(Members read) throws Failure {
        var member = read.optional("yanked");
        return member.isEmpty()
                ? Optional.empty()
                : Optional.of(new Yanked(member.get().text("reason", 1, CataloguePlugin.MAX_LINE),
                        member.get().time("at")));
    }

    private static void checkThatVersionsStandOnce(Catalogue catalogue) throws Failure {
        var versions = new HashSet<String>();
        for (var plugin : catalogue.plugins()) {
            if (!versions.add(plugin.id() + " " + plugin.version())) {
                throw new Failure("invalid", Catalogue.FILE + " has " + plugin.id() + " " + plugin.version()
                        + " twice; a version is the same bytes for ever");
            }
        }
    }

    private static void checkThatPathsMeanOneFile(Catalogue catalogue) throws Failure {
        var files = new HashMap<String, CatalogueFile>();
        for (var file : Layout.files(catalogue)) {
            // some file systems do not tell capitals from small letters
            var before = files.put(file.path().toLowerCase(Locale.ROOT), file);
            if (before != null && !before.equals(file)) {
                throw new Failure("invalid", Catalogue.FILE + " has two files called " + file.path());
            }
        }
    }

    private static String text(String file, byte[] bytes) throws Failure {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException other) {
            throw new Failure("invalid", file + " is not in UTF-8");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.postern.cli.Failure;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CatalogueFile;
import dev.postern.core.marketplace.CataloguePlugin;

/** Looks at a marketplace as a gateway would, and at all of it. */
public final class Check {
    private final Source source;
    private final List<Problem> problems = new ArrayList<>();

    private Check(Source source) {
        this.source = source;
    }

    /**
     * Checks it.
     *
     * @param source a folder, or the address of one
     * @param pinned SHA-256 of the key that must have signed it; none takes the one that did
     */
    public static Result of(String source, Optional<String> pinned) throws Failure, IOException {
        return new Check(Source.of(source)).run(pinned);
    }

    private Result run(Optional<String> pinned) throws Failure, IOException {
        var pair = Pair.fetch(source);
        var key = pair.signature().key();
        var catalogue = pair.believe(pinned.orElse(key));
        note(Catalogue.FILE, () -> Pair.checkTime(catalogue, Instant.now()));
        var work = Files.createTempDirectory("postern-market-");
        try {
            note(catalogue.index().path(), () -> fetch(catalogue.index(), work));
            for (var plugin : catalogue.plugins()) {
                note(plugin.file().path(), () -> checkPlugin(plugin, fetch(plugin.file(), work)));
                for (var file : Layout.files(plugin).stream().skip(1).toList()) {
                    note(file.path(), () -> fetch(file, work));
                }
            }
        } finally {
            delete(work);
        }
        return new Result(catalogue.name(), catalogue.serial(), catalogue.expires(), key, catalogue.plugins().size(),
                List.copyOf(problems));
    }

    private void note(String path, Step step) throws IOException {
        try {
            step.run();
        } catch (Failure wrong) {
            problems.add(new Problem(path, wrong.code(), String.valueOf(wrong.getMessage())));
        }
    }

    /** The file, once its bytes are those that are signed. */
    private Path fetch(CatalogueFile file, Path work) throws Failure, IOException {
        var copy = work.resolve("file");
        try (var out = Files.newOutputStream(copy)) {
            source.fetch(file, out);
        }
        return copy;
    }

    private static void checkPlugin(CataloguePlugin plugin, Path jar) throws Failure, IOException {
        var file = PluginFile.read(jar);
        if (!file.key().equals(plugin.key())) {
            throw new Failure("wrong_publisher", "it is signed with the key " + file.key() + ", and not with "
                    + plugin.key() + " as the catalogue says");
        }
        if (!file.id().equals(plugin.id()) || !file.version().equals(plugin.version())
                || !file.permissions().equals(plugin.permissions()) || !file.tools().equals(plugin.tools())) {
            throw new Failure("invalid", "it is " + file.id() + " " + file.version() + " with the permissions "
                    + file.permissions() + " and the tools " + file.tools()
                    + ", which is not what the catalogue says: ./postern marketplace index makes it anew");
        }
    }

    private static void delete(Path work) throws IOException {
        try (var files = Files.walk(work)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private interface Step {
        void run() throws Failure, IOException;
    }

    /**
     * Something that is not as it should be.
     *
     * @param path of the file
     * @param code stable
     * @param message what is wrong
     */
    public record Problem(String path, String code, String message) {}

    /**
     * What was found.
     *
     * @param name of the marketplace
     * @param serial of its catalogue
     * @param expires from when on it is believed no more
     * @param key SHA-256 of the key that signed it, hex
     * @param plugins how many versions it has
     * @param problems none when all is well
     */
    public record Result(String name, long serial, Instant expires, String key, int plugins, List<Problem> problems) {}
}

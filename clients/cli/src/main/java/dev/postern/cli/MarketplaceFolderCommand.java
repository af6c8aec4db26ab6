// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.cli.marketplace.Details;
import dev.postern.cli.marketplace.Marketplace;
import dev.postern.cli.marketplace.Publication;
import dev.postern.cli.marketplace.Signing;
import dev.postern.cli.marketplace.Upkeep;
import dev.postern.cli.signing.SigningKey;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.marketplace.CataloguePlugin.Maturity;

/** Writes a marketplace's folder, which any web server can serve; no gateway need run. */
record MarketplaceFolderCommand(Spec spec) implements Command {
    static final Spec.Option NAME = new Spec.Option("--name", "NAME",
            "of a marketplace that begins; default that of the folder");
    static final Spec.Option DAYS = new Spec.Option("--days", "N", "how long the catalogue is believed; default "
            + Signing.DAYS);
    static final Spec.Option NEW_KEY = new Spec.Option("--new-key", "",
            "the plugin's publisher is the same, and has a new key");
    /** What a gateway as installed takes. */
    private static final long USUAL_BYTES = 32 << 20;

    static Command of(String name) {
        return new MarketplaceFolderCommand(switch (name) {
            case "marketplace publish" -> Spec.of(name, "FILE", 1, "Put a signed plugin into a marketplace's folder")
                    .with(options(List.of(
                            new Spec.Option("--to", "FOLDER", "the marketplace's folder; made when it is not there"),
                            KeyOption.KEY, KeyOption.CERTIFICATE, DAYS, NAME, NEW_KEY), true))
                    .saying("""
                            KEY is the marketplace's, which signs its catalogue; the plugin is signed before, with its publisher's
                            (plugins sign). A version is the same bytes for ever. Published again it gets the details that are given.""");
            case "marketplace index" -> Spec
                    .of(name, "FOLDER", 1, "Make index and catalogue anew of the jars that lie there")
                    .with(options(List.of(KeyOption.KEY, KeyOption.CERTIFICATE, DAYS, NAME, NEW_KEY), false))
                    .saying("What no jar says is kept from the catalogue before. Without --key the signature is taken away, and"
                            + " nobody believes the catalogue until marketplace sign.");
            case "marketplace sign" -> Spec.of(name, "FOLDER", 1, "Sign a marketplace's catalogue as it lies there")
                    .with(KeyOption.KEY, KeyOption.CERTIFICATE, DAYS)
                    .saying("Do it before the catalogue expires, and after marketplace index.");
            default -> Spec.of(name, "FOLDER ID VERSION", 3, "Take a version back, or with --undo give it again")
                    .with(KeyOption.KEY, KeyOption.CERTIFICATE, DAYS,
                            new Spec.Option("--reason", "TEXT", "why; people read it"),
                            new Spec.Option("--undo", "", "it is as good as it was"))
                    .saying("Its file stays: who names the exact version gets it, with a warning.");
        });
    }

    private static Spec.Option[] options(List<Spec.Option> first, boolean files) {
        var options = new ArrayList<>(first);
        options.addAll(details(files));
        return options.toArray(Spec.Option[]::new);
    }

    /** What a publisher says of a version. */
    static List<Spec.Option> details(boolean files) {
        var options = new ArrayList<>(List.of(
                new Spec.Option("--licence", "TEXT", "an SPDX expression; default what its manifest says"),
                new Spec.Option("--description", "TEXT", "what it is for; default what its manifest says"),
                new Spec.Option("--maturity", "M", "experimental, beta, stable or deprecated"),
                new Spec.Option("--homepage", "URL", "https; where people read more")));
        if (files) {
            options.addAll(List.of(new Spec.Option("--sbom", "FILE", "its bill of materials, .json or .xml"),
                    new Spec.Option("--icon", "FILE", "a picture, .png, .jpg or .webp"),
                    new Spec.Option("--screenshot", "FILE", "another picture; up to ten")));
        }
        return options;
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        switch (spec.name()) {
            case "marketplace publish" -> publish(in, spec, Path.of(in.argument(0)), signing(in));
            case "marketplace index" -> {
                var signing = in.has("--key") ? Optional.of(signing(in)) : Optional.<Signing>empty();
                try (var market = open(in, in.argument(0))) {
                    show(in, new Upkeep(market).index(details(in), in.has("--new-key"), signing), signing);
                }
            }
            case "marketplace sign" -> {
                var signing = signing(in);
                try (var market = open(in, in.argument(0))) {
                    show(in, new Upkeep(market).sign(signing), Optional.of(signing));
                }
            }
            default -> yank(in);
        }
    }

    private void yank(Invocation in) throws Failure, UsageException, IOException {
        var reason = in.option("--reason");
        if (in.has("--undo") == (reason != null)) {
            throw new UsageException("marketplace yank needs --reason TEXT, or --undo");
        }
        if (reason != null && (reason.isBlank() || reason.length() > CataloguePlugin.MAX_LINE)) {
            throw new UsageException("--reason has 1 to " + CataloguePlugin.MAX_LINE + " characters");
        }
        var signing = signing(in);
        try (var market = open(in, in.argument(0))) {
            show(in, new Upkeep(market).yank(in.argument(1), in.argument(2), Optional.ofNullable(reason), signing),
                    Optional.of(signing));
        }
    }

    /** Whether the options say where to and what, before anything is made. */
    static void check(Invocation in, Spec spec) throws UsageException {
        if (in.option("--to") == null) {
            throw new UsageException(spec.name() + " needs --to FOLDER");
        }
        details(in);
    }

    /** Publishes a file as the options say. */
    static void publish(Invocation in, Spec spec, Path file, Signing signing)
            throws Failure, UsageException, IOException {
        check(in, spec);
        var to = Objects.requireNonNull(in.option("--to"));
        JsonObject published;
        try (var market = open(in, to)) {
            published = new Publication(market, details(in)).publish(file, in.has("--new-key"), signing);
        }
        if (in.json()) {
            in.print(published);
            return;
        }
        in.print(published.text("id").orElse("") + " " + published.text("version").orElse("") + "  published in " + to);
        in.print("key  " + signing.digest());
        if (published.object("file").flatMap(jar -> jar.integer("size")).orElse(0L) > USUAL_BYTES) {
            in.note("A gateway as installed takes no file above " + USUAL_BYTES
                    + " bytes (max.bundle.bytes of dev.postern.plugins).");
        }
    }

    private static Marketplace open(Invocation in, String folder) throws Failure, IOException {
        return Marketplace.open(Path.of(folder), Optional.ofNullable(in.option("--name")));
    }

    private Signing signing(Invocation in) throws Failure, UsageException, IOException {
        return signing(in, KeyOption.read(in, spec.name()));
    }

    /** Signing with a key for as long as the option says. */
    static Signing signing(Invocation in, SigningKey key) throws UsageException {
        long days = in.number(DAYS.name(), Signing.DAYS);
        if (days > Signing.MAX_DAYS) {
            throw new UsageException("--days is at most " + Signing.MAX_DAYS);
        }
        return new Signing(key, days);
    }

    static Details details(Invocation in) throws UsageException {
        return new Details(Optional.ofNullable(in.option("--licence")), Optional.ofNullable(in.option("--description")),
                maturity(in.option("--maturity")), homepage(in.option("--homepage")),
                Optional.ofNullable(in.option("--sbom")).map(Path::of),
                Optional.ofNullable(in.option("--icon")).map(Path::of),
                in.all("--screenshot").stream().map(Path::of).toList());
    }

    private static Optional<Maturity> maturity(@org.jspecify.annotations.Nullable String given) throws UsageException {
        if (given == null) {
            return Optional.empty();
        }
        for (var each : Maturity.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(given)) {
                return Optional.of(each);
            }
        }
        throw new UsageException("--maturity is experimental, beta, stable or deprecated");
    }

    private static Optional<URI> homepage(@org.jspecify.annotations.Nullable String given) throws UsageException {
        if (given == null) {
            return Optional.empty();
        }
        try {
            if (given.startsWith("https://")) {
                return Optional.of(URI.create(given));
            }
        } catch (IllegalArgumentException malformed) {
            // told below
        }
        throw new UsageException("--homepage is an address by https");
    }

    private static void show(Invocation in, Catalogue catalogue, Optional<Signing> signing) throws Failure {
        if (in.json()) {
            var shown = JsonObject.builder().put("name", catalogue.name()).put("serial", catalogue.serial())
                    .put("expires", catalogue.expires().toString()).put("plugins", catalogue.plugins().size())
                    .put("signed", signing.isPresent());
            if (signing.isPresent()) {
                shown.put("key", signing.get().digest());
            }
            in.print(shown.build());
            return;
        }
        in.print(catalogue.name() + "  " + catalogue.plugins().size() + " versions, serial " + catalogue.serial()
                + (signing.isPresent() ? ", until " + catalogue.expires() : ""));
        if (signing.isPresent()) {
            in.print("key  " + signing.get().digest());
        } else {
            in.note("It is not signed, and nobody believes it: ./postern marketplace sign " + in.argument(0)
                    + " --key KEY");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

import dev.postern.cli.author.AuthorRepository;
import dev.postern.cli.author.MavenBuild;
import dev.postern.cli.signing.JarSealer;
import dev.postern.cli.signing.SigningKey;

/** From a plugin's project into a marketplace: builds it with its tests, signs it, publishes it. Needs no gateway. */
record PluginPublishCommand(Spec spec) implements Command {
    private static final String CATALOGUE_KEY = "--marketplace-key";

    static Command of(String name) {
        var options = new ArrayList<>(List.of(
                new Spec.Option("--to", "FOLDER", "the marketplace's folder; made when it is not there"),
                new Spec.Option("--key", "KEY", "the publisher's key (PEM), which signs the plugin"),
                KeyOption.CERTIFICATE,
                new Spec.Option(CATALOGUE_KEY, "KEY", "the marketplace's key, which signs its catalogue; default the"
                        + " publisher's"),
                MarketplaceFolderCommand.DAYS, MarketplaceFolderCommand.NAME, MarketplaceFolderCommand.NEW_KEY));
        options.addAll(MarketplaceFolderCommand.details(true));
        return new PluginPublishCommand(new Spec(name, "[DIR]", "Build a plugin, sign it and publish it", """
                DIR is its Maven project, by default the folder you are in; its tests must pass. Each version is published once:
                raise plugin.version in pom.xml before the next.""", 0, 1, List.copyOf(options)));
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        // what is wrong with the command is told before the build
        MarketplaceFolderCommand.check(in, spec);
        var key = KeyOption.read(in, spec.name());
        var signing = MarketplaceFolderCommand.signing(in, catalogueKey(in, key));
        var environment = in.settings().environment();
        var build = MavenBuild.of(Path.of(in.arguments().isEmpty() ? "." : in.argument(0)), environment);
        AuthorRepository.ours().refresh(AuthorRepository.local(environment));
        var signed = Files.createTempFile("postern-plugin-", ".jar");
        try (var interruption = Interruption.watch()) {
            var built = build.release(interruption::isAsked);
            var jar = built.jar();
            if (jar == null) {
                built.problems().forEach(problem -> in.note(Shown.prose(problem)));
                throw new Failure("not_built", "the build failed, and nothing was published");
            }
            JarSealer.seal(jar, signed, key);
            MarketplaceFolderCommand.publish(in, spec, signed, signing);
        } catch (GeneralSecurityException refused) {
            throw new Failure("invalid_params", String.valueOf(refused.getMessage()));
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new Failure("cancelled", "interrupted");
        } finally {
            Files.deleteIfExists(signed);
        }
    }

    private static SigningKey catalogueKey(Invocation in, SigningKey publishers) throws Failure, IOException {
        var given = in.option(CATALOGUE_KEY);
        return given == null
                ? publishers
                : KeyOption.read(Path.of(given), SigningKey.certificateFile(Path.of(given)));
    }
}

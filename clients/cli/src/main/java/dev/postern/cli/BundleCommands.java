// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.postern.api.json.JsonObject;

/** The gateway's own bundles. */
final class BundleCommands {
    private BundleCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "bundles list" -> new MethodCommand(
                    Spec.of(name, "", 0, "List the gateway's own bundles, and why some change with it only"),
                    "bundles.list",
                    _ -> JsonObject.EMPTY,
                    MethodCommand.table("bundles", "name", "version", "exchanged", "closesConnections", "fixed"));
            case "bundles update" -> new MethodCommand(
                    Spec.of(name, "FILE", 1, "Have a file take the place of one of the gateway's own bundles")
                            .saying("Turns and calls stand still for a moment and go on; connections stay, but for an"
                                    + " exchange of the gateway bundle itself, which closes them with 1012 and takes"
                                    + " them up again. What does not serve is put back."),
                    "bundles.update",
                    BundleCommands::uploaded,
                    BundleCommands::exchanged);
            case "bundles restore" -> new MethodCommand(
                    Spec.of(name, "BUNDLE", 1, "Have the bundle that was shipped serve again"),
                    "bundles.restore",
                    MethodCommand.first("bundle"),
                    BundleCommands::exchanged);
            default -> throw Catalog.unknown(name);
        };
    }

    private static JsonObject uploaded(Invocation in) throws Failure, UsageException, IOException {
        var file = Path.of(in.argument(0));
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new Failure("not_found", "cannot read " + file);
        }
        return JsonObject.of("blob", Upload.file(in.settings().http("/blobs"), in.settings().token(), file));
    }

    private static void exchanged(Invocation in, JsonObject result) {
        in.print(result.text("bundle").orElse("") + "  " + result.text("version").orElse("") + "  in place of "
                + result.text("replaced").orElse(""));
        if (result.text("state").filter("begun"::equals).isPresent()) {
            in.note("It takes every connection with it for a moment: ./postern bundles list tells when it serves");
        }
    }
}

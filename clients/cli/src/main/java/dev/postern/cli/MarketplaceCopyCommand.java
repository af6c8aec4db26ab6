// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.cli.marketplace.Check;
import dev.postern.cli.marketplace.Mirror;
import dev.postern.core.marketplace.CatalogueFile;

/** Copies a marketplace to where there is no network, or looks whether it is whole; no gateway need run. */
record MarketplaceCopyCommand(Spec spec) implements Command {
    private static final String MIRROR = "marketplace mirror";
    private static final String KEY = "--key-sha256";
    private static final int USUAL_MEBIBYTES = 2_048;

    static Command of(String name) {
        return new MarketplaceCopyCommand(name.equals(MIRROR)
                ? Spec.of(name, "URL|FOLDER", 1, "Copy a marketplace with all its files")
                        .with(new Spec.Option("--to", "FOLDER", "where to"),
                                new Spec.Option(KEY, "KEY", "SHA-256 of the key that signs it"),
                                new Spec.Option("--max-mib", "N", "all files together at most; default "
                                        + USUAL_MEBIBYTES))
                        .saying("The copy has the same bytes and the same signature: a gateway pins the same key, with file:///… or"
                                + " the address of whatever serves the copy. What is there already is not fetched again.")
                : Spec.of(name, "URL|FOLDER", 1, "Look whether a marketplace is whole, as a gateway would")
                        .with(new Spec.Option(KEY, "KEY",
                                "SHA-256 of the key that must have signed it; default the one that"
                                        + " did")));
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var key = in.option(KEY);
        if (key != null && !key.matches(CatalogueFile.SHA256)) {
            throw new UsageException(KEY + " is 64 hexadecimal digits");
        }
        if (!spec.name().equals(MIRROR)) {
            check(in, Check.of(in.argument(0), Optional.ofNullable(key)));
            return;
        }
        var to = in.option("--to");
        if (to == null || key == null) {
            throw new UsageException(MIRROR + " needs --to FOLDER and " + KEY + " KEY");
        }
        long most = in.number("--max-mib", USUAL_MEBIBYTES) << 20;
        var result = Mirror.of(in.argument(0), key, most).into(Path.of(to));
        if (in.json()) {
            in.print(JsonObject.builder().put("name", result.name()).put("serial", result.serial())
                    .put("plugins", result.plugins()).put("fetched", result.fetched()).build());
        } else {
            in.print(result.name() + "  " + result.plugins() + " versions, serial " + result.serial() + ", "
                    + result.fetched() + " files fetched");
        }
    }

    private static void check(Invocation in, Check.Result result) throws Failure {
        if (in.json()) {
            in.print(JsonObject.builder().put("name", result.name()).put("serial", result.serial())
                    .put("expires", result.expires().toString()).put("key", result.key())
                    .put("plugins", result.plugins()).put("problems", new JsonArray(result.problems().stream()
                            .<JsonValue>map(MarketplaceCopyCommand::json).toList()))
                    .build());
        } else {
            in.print(result.name() + "  " + result.plugins() + " versions, serial " + result.serial() + ", until "
                    + result.expires());
            in.print("key  " + result.key());
            result.problems().forEach(each -> in.note(Shown.line(each.path() + ": " + each.code() + ": "
                    + each.message())));
        }
        if (!result.problems().isEmpty()) {
            throw new Failure("precondition_failed",
                    result.problems().size() + " of its files are not as they should be");
        }
    }

    private static JsonObject json(Check.Problem problem) {
        return JsonObject.builder().put("path", problem.path()).put("code", problem.code())
                .put("message", problem.message()).build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.zip.ZipException;

import dev.postern.api.json.JsonObject;
import dev.postern.cli.signing.JarSealer;
import dev.postern.cli.signing.SigningKey;

/** Keys of publishers, and signing with them; no gateway need run. */
record PluginSigning(Spec spec) implements Command {
    private static final String KEYGEN = "plugins keygen";
    private static final int DAYS = 3_650;

    static Command of(String name) {
        return new PluginSigning(name.equals(KEYGEN)
                ? Spec.of(name, "KEY", 1, "Make a key to sign plugins with")
                        .with(new Spec.Option("--name", "NAME", "whom the certificate names; default the file's name"),
                                new Spec.Option("--days", "N", "how long it is valid; default " + DAYS))
                        .saying("Writes the key (Ed25519, mode 0600) to the file KEY and its certificate to KEY.crt, which"
                                + " you give to whoever shall trust it. Keep KEY to yourself: who has it signs as you.")
                : Spec.of(name, "FILE", 1, "Sign a plugin's file").with(
                        KeyOption.KEY, KeyOption.CERTIFICATE,
                        new Spec.Option("--out", "FILE", "the signed file; default in place")));
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        try {
            if (spec.name().equals(KEYGEN)) {
                keygen(in, Path.of(in.argument(0)));
            } else {
                sign(in, Path.of(in.argument(0)));
            }
        } catch (GeneralSecurityException refused) {
            throw new Failure("invalid_params", in.argument(0) + ": " + refused.getMessage());
        }
    }

    private static void keygen(Invocation in, Path file)
            throws Failure, UsageException, IOException, GeneralSecurityException {
        for (var made : new Path[]{file, SigningKey.certificateFile(file)}) {
            if (Files.exists(made)) {
                throw new Failure("conflict", made + " is there already, and a lost key is lost: name another file");
            }
        }
        var name = in.option("--name");
        var from = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var key = SigningKey.generate(name == null ? file.getFileName().toString() : name, from,
                from.plus(in.number("--days", DAYS), ChronoUnit.DAYS));
        key.write(file);
        show(in, key, file, SigningKey.certificateFile(file).toString());
    }

    private void sign(Invocation in, Path file)
            throws Failure, UsageException, IOException, GeneralSecurityException {
        var key = KeyOption.read(in, spec.name());
        var out = in.option("--out");
        var to = out == null ? file : Path.of(out);
        try {
            JarSealer.seal(KeyOption.readable(file), to, key);
        } catch (ZipException broken) {
            throw new Failure("invalid_params", file + " is no jar file: " + broken.getMessage());
        }
        show(in, key, to, "signed");
    }

    private static void show(Invocation in, SigningKey key, Path file, String what) throws GeneralSecurityException {
        var digest = SigningKey.digest(key.certificate().getPublicKey());
        if (in.json()) {
            in.print(JsonObject.builder().put("file", file.toString()).put("key", digest).build());
        } else {
            in.print(file + "  " + what);
            in.print("key  " + digest);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

import dev.postern.cli.signing.SigningKey;
import dev.postern.core.marketplace.CatalogueFile;

/** The key that a command signs with. */
final class KeyOption {
    static final Spec.Option KEY = new Spec.Option("--key", "KEY",
            "the file with the key (PEM), such as plugins keygen makes");
    static final Spec.Option CERTIFICATE = new Spec.Option("--certificate", "FILE",
            "its certificate; default KEY.crt");

    private KeyOption() {}

    /** The key that was given, which must be. */
    static SigningKey read(Invocation in, String command) throws Failure, UsageException, IOException {
        var key = in.option(KEY.name());
        if (key == null) {
            throw new UsageException(command + " needs --key KEY; ./postern plugins keygen makes one");
        }
        var certificate = in.option(CERTIFICATE.name());
        return read(Path.of(key), certificate == null
                ? SigningKey.certificateFile(Path.of(key))
                : Path.of(certificate));
    }

    static SigningKey read(Path key, Path certificate) throws Failure, IOException {
        try {
            return SigningKey.read(readable(key), readable(certificate));
        } catch (GeneralSecurityException refused) {
            throw new Failure("invalid_params", key + " and " + certificate + " are no key and certificate: "
                    + refused.getMessage());
        }
    }

    /** The digest of a key that is to be pinned: as it was given, or of the certificate that is in a file. */
    static String digest(String given) throws Failure, IOException {
        if (given.matches(CatalogueFile.SHA256)) {
            return given;
        }
        if (Files.isReadable(Path.of(given))) {
            try {
                return SigningKey.digest(SigningKey.certificate(Files.readAllBytes(Path.of(given))).getPublicKey());
            } catch (GeneralSecurityException noCertificate) {
                // told below
            }
        }
        if (Files.notExists(Path.of(given)) && (given.contains("/") || given.contains("."))) {
            throw new Failure("not_found", "cannot read " + given);
        }
        throw new Failure("invalid_params",
                given + " is no certificate (PEM or DER), nor the SHA-256 of a key as 64 hexadecimal digits");
    }

    static Path readable(Path file) throws Failure {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new Failure("not_found", "cannot read " + file);
        }
        return file;
    }
}

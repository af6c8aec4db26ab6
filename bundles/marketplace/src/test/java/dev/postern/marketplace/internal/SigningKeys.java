// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Signature;
import java.util.Base64;

import dev.postern.core.hash.Sha256;

/** A key with its certificate, as the JDK's own keytool makes them. */
record SigningKeys(KeyStore.PrivateKeyEntry entry) {
    private static final String PASSWORD = "changeit";

    static SigningKeys make(Path folder, String name) throws Exception {
        var store = folder.resolve(name + ".p12");
        var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", name, "-keyalg", "Ed25519", "-dname",
                "CN=" + name,
                "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD).redirectErrorStream(true)
                .start();
        var said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(said);
        }
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return new SigningKeys((KeyStore.PrivateKeyEntry) keys.getEntry(name,
                new KeyStore.PasswordProtection(PASSWORD.toCharArray())));
    }

    /** What is pinned of it. */
    String digest() {
        return Sha256.end(Sha256.begin(), entry.getCertificate().getPublicKey().getEncoded());
    }

    String certificate() throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(entry.getCertificate().getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    String sign(byte[] content) throws Exception {
        var signature = Signature.getInstance("Ed25519");
        signature.initSign(entry.getPrivateKey());
        signature.update(content);
        return Base64.getEncoder().encodeToString(signature.sign());
    }
}

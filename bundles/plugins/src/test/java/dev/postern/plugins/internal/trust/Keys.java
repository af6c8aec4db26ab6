// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipFile;

import jdk.security.jarsigner.JarSigner;

/** Keys of publishers as the JDK's own keytool makes them, and jars signed by the JDK's own signer. */
public final class Keys {
    private static final String PASSWORD = "changeit";

    private final Path store;

    /** Keeps them in that folder. */
    public Keys(Path folder) {
        store = folder.resolve("keys.p12");
    }

    /** Makes one; more options say how. */
    public Keys with(String name, String algorithm, String... more) throws Exception {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", name, "-keyalg", algorithm, "-dname", "CN=" + name,
                "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of(more));
        var keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(said);
        }
        return this;
    }

    /** What is pinned of it. */
    public String digest(String name) throws Exception {
        return HexFormat.of().formatHex(
                MessageDigest.getInstance("SHA-256").digest(entry(name).getCertificate().getPublicKey().getEncoded()));
    }

    /** Signs a copy of a jar. */
    public Path sign(Path jar, String... names) throws Exception {
        Path signed = jar;
        for (String name : names) {
            Path next = Files.createTempFile(jar.getParent(), "signed", ".jar");
            try (var from = new ZipFile(signed.toFile());
                    var to = Files.newOutputStream(next)) {
                new JarSigner.Builder(entry(name)).signerName(name).build().sign(from, to);
            }
            signed = next;
        }
        return signed;
    }

    private KeyStore.PrivateKeyEntry entry(String name) throws Exception {
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return (KeyStore.PrivateKeyEntry) keys.getEntry(name,
                new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
    }
}

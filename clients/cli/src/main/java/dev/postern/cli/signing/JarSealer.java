// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.signing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;

import jdk.security.jarsigner.JarSigner;
import jdk.security.jarsigner.JarSignerException;

/** Signs jar files by the JDK's own signer, which puts the time into the signature: each time gives other bytes. */
public final class JarSealer {
    private static final String SIGNER = "SIGNER";

    private JarSealer() {}

    /**
     * Signs.
     *
     * @param jar the file
     * @param to the signed one, which may be the same; it is replaced as one step, and not before the signature was verified
     * @throws GeneralSecurityException when it cannot be signed, or the certificate is another key's
     */
    public static void seal(Path jar, Path to, SigningKey key) throws IOException, GeneralSecurityException {
        Path folder = to.toAbsolutePath().getParent();
        Path signed = Files.createTempFile(folder, ".signed", ".jar");
        try {
            try (var from = new ZipFile(jar.toFile());
                    var out = Files.newOutputStream(signed)) {
                sign(from, out, key);
            }
            verify(signed);
            Files.move(signed, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (JarSignerException | SecurityException failed) {
            throw new GeneralSecurityException("it cannot be signed with that key and certificate: "
                    + failed.getMessage(), failed);
        } finally {
            Files.deleteIfExists(signed);
        }
    }

    private static void sign(ZipFile jar, OutputStream out, SigningKey key) throws GeneralSecurityException {
        var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(key.certificate()));
        new JarSigner.Builder(key.key(), path).digestAlgorithm("SHA-256").signerName(SIGNER)
                .build().sign(jar, out);
    }

    /** A certificate of another key would make a jar that nobody accepts. */
    private static void verify(Path signed) throws IOException, GeneralSecurityException {
        try (var jar = new JarFile(signed.toFile(), true)) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                try (var content = jar.getInputStream(entry)) {
                    content.transferTo(OutputStream.nullOutputStream());
                }
                if (!entry.getName().startsWith("META-INF/") && !entry.isDirectory()
                        && entry.getCodeSigners() == null) {
                    throw new GeneralSecurityException("the certificate is not that of the key");
                }
            }
        }
    }
}

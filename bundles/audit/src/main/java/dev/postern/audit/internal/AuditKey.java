// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;

import dev.postern.core.audit.AuditHead;
import dev.postern.core.audit.SignedHead;
import dev.postern.core.home.PosternHome;
import dev.postern.core.home.SecretFile;

/**
 * The key that signs the ends of the chains: {@code secrets/audit.key}, made on the first start. Its public half lies in
 * {@code audit/public.key}, to be kept elsewhere by whoever wants to verify.
 *
 * @param publicKey verifies
 * @param secret signs
 */
record AuditKey(PublicKey publicKey, PrivateKey secret) {
    private static final String ALGORITHM = "Ed25519";
    private static final String FILE = "audit.key";

    /** The home's key. */
    static AuditKey of(PosternHome home) throws IOException {
        var file = home.secrets().resolve(FILE);
        if (!Files.exists(file)) {
            SecretFile.write(file, fresh());
        }
        var key = read(file);
        var published = publicKey(home);
        var text = key.published() + "\n";
        if (!Files.exists(published) || !Files.readString(published).equals(text)) {
            Files.createDirectories(published.getParent());
            Files.writeString(published, text);
        }
        return key;
    }

    /** Where the public half lies. */
    static Path publicKey(PosternHome home) {
        return home.root().resolve("audit").resolve("public.key");
    }

    /** What lies there. */
    String published() {
        return Base64.getEncoder().encodeToString(publicKey.getEncoded());
    }

    SignedHead sign(AuditHead head, Instant at) {
        return SignedHead.sign(head, at, publicKey, secret);
    }

    /** Both halves, separated by a point. */
    private static String fresh() {
        try {
            var pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            var base64 = Base64.getEncoder();
            return base64.encodeToString(pair.getPrivate().getEncoded()) + "."
                    + base64.encodeToString(pair.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static AuditKey read(Path file) throws IOException {
        try {
            var halves = Files.readString(file).strip().split("\\.", 2);
            var keys = KeyFactory.getInstance(ALGORITHM);
            return new AuditKey(
                    keys.generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(halves[1]))),
                    keys.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(halves[0]))));
        } catch (GeneralSecurityException | RuntimeException damaged) {
            throw new IOException(
                    file + " is damaged: put it back from a backup, or delete it to sign with a new key from"
                            + " now on",
                    damaged);
        }
    }
}

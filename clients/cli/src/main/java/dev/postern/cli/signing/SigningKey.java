// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.signing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

import dev.postern.core.home.SecretFile;

/**
 * A publisher's key, with the certificate that a signed jar must carry. What is pinned is the key: the certificate is made
 * by its owner and says only what he wrote.
 *
 * @param key the private one
 * @param certificate the public one, signed with the private one
 */
public record SigningKey(PrivateKey key, X509Certificate certificate) {
    private static final String ALGORITHM = "Ed25519";
    /** The algorithm's identifier, 1.3.101.112 (RFC 8410). */
    private static final byte[] ED25519 = Der.sequence(new byte[]{6, 3, 0x2b, 0x65, 0x70});
    /** The type of a common name, 2.5.4.3. */
    private static final byte[] COMMON_NAME = {6, 3, 0x55, 4, 3};
    private static final int SERIAL_BITS = 127;
    private static final String KEY = "PRIVATE KEY";
    private static final String CERTIFICATE = "CERTIFICATE";

    /** Makes one (Ed25519). */
    public static SigningKey generate(String name, Instant from, Instant until) throws GeneralSecurityException {
        var pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        byte[] subject = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.text(name))));
        byte[] content = Der.sequence(
                // version 3
                Der.explicitZero(Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0)),
                ED25519, subject, Der.sequence(Der.time(from), Der.time(until)), subject,
                pair.getPublic().getEncoded());
        var signature = Signature.getInstance(ALGORITHM);
        signature.initSign(pair.getPrivate());
        signature.update(content);
        byte[] certificate = Der.sequence(content, ED25519, Der.bits(signature.sign()));
        return new SigningKey(pair.getPrivate(), certificate(certificate));
    }

    /** Writes the key, mode 0600, and the certificate beside it. */
    public void write(Path keyFile) throws IOException, GeneralSecurityException {
        SecretFile.write(keyFile.toAbsolutePath(), pem(KEY, key.getEncoded()));
        Files.writeString(certificateFile(keyFile), pem(certificate));
    }

    /** Where the certificate of a key lies. */
    public static Path certificateFile(Path keyFile) {
        return keyFile.resolveSibling(keyFile.getFileName() + ".crt");
    }

    /**
     * Reads one, of any algorithm.
     *
     * @param keyFile in PEM (PKCS #8)
     * @param certificateFile in PEM or DER
     * @throws GeneralSecurityException when one of them cannot be read
     */
    public static SigningKey read(Path keyFile, Path certificateFile) throws IOException, GeneralSecurityException {
        X509Certificate certificate = certificate(Files.readAllBytes(certificateFile));
        var spec = new PKCS8EncodedKeySpec(content(Files.readString(keyFile), KEY));
        return new SigningKey(
                KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm()).generatePrivate(spec), certificate);
    }

    /** Reads a certificate, in PEM or DER. */
    public static X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
        InputStream in = new ByteArrayInputStream(encoded);
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }

    /** SHA-256 of a public key, as 64 hexadecimal digits: what a gateway pins. */
    public static String digest(PublicKey key) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
    }

    /** A certificate in PEM. */
    public static String pem(X509Certificate certificate) throws GeneralSecurityException {
        return pem(CERTIFICATE, certificate.getEncoded()) + "\n";
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(content)
                + "\n-----END " + type + "-----";
    }

    private static byte[] content(String pem, String type) throws GeneralSecurityException {
        var begin = "-----BEGIN " + type + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END " + type + "-----");
        if (from < 0 || to < from) {
            throw new GeneralSecurityException("it holds no " + begin);
        }
        try {
            return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
        } catch (IllegalArgumentException malformed) {
            throw new GeneralSecurityException("it is no PEM: " + malformed.getMessage(), malformed);
        }
    }
}

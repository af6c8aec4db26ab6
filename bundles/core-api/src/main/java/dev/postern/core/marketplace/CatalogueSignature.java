// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.marketplace;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HexFormat;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.hash.Sha256;
import dev.postern.core.json.DocumentRecord;

/**
 * The content of {@code catalogue.json.sig}: a signature over the exact bytes of {@code catalogue.json}, with Ed25519
 * (RFC 8032). What is pinned is the key: the certificate only brings it.
 *
 * @param format of the file
 * @param key SHA-256 of the public key, as 64 hexadecimal digits
 * @param certificate that has the public key, in PEM
 * @param signature in Base64
 */
@DocumentRecord("marketplace-signature")
public record CatalogueSignature(
        @Description("Of the file: 1.") @Range(min = FORMAT, max = FORMAT) int format,
        @Description("SHA-256 of the public key, hex.") @Pattern(CatalogueFile.SHA256) String key,
        @Description("A certificate with the public key, in PEM.") @Size(max = 8_192) String certificate,
        @Description("Ed25519 over the bytes of catalogue.json, in Base64.") @Size(max = 128) String signature) {
    /** Of the file. */
    public static final int FORMAT = 1;

    /** Where it lies in the folder. */
    public static final String FILE = "catalogue.json.sig";

    /** The most bytes that the file may have. */
    public static final int MAX_BYTES = 16 << 10;

    /** The only algorithm. */
    public static final String ALGORITHM = "Ed25519";

    /**
     * Checks that the owner of a pinned key signed these bytes.
     *
     * @param catalogue the exact bytes of {@code catalogue.json}
     * @param pinned SHA-256 of the public key that is trusted, as 64 hexadecimal digits
     * @throws GeneralSecurityException when he did not, with why
     */
    public void verify(byte[] catalogue, String pinned) throws GeneralSecurityException {
        PublicKey signer = publicKey();
        byte[] digest = Sha256.begin().digest(signer.getEncoded());
        if (!MessageDigest.isEqual(HexFormat.of().parseHex(pinned), digest)) {
            throw new GeneralSecurityException("it is signed with the key " + HexFormat.of().formatHex(digest)
                    + ", and not with the pinned one " + pinned);
        }
        var check = Signature.getInstance(ALGORITHM);
        check.initVerify(signer);
        check.update(catalogue);
        if (!verifies(check)) {
            throw new GeneralSecurityException("its signature does not hold for it");
        }
    }

    /** The key in the certificate, which says nothing of whose it is. */
    private PublicKey publicKey() throws GeneralSecurityException {
        var bytes = certificate.getBytes(StandardCharsets.US_ASCII);
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes))
                .getPublicKey();
    }

    private boolean verifies(Signature check) throws GeneralSecurityException {
        try {
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException malformed) {
            throw new GeneralSecurityException("its signature is no Base64", malformed);
        }
    }
}

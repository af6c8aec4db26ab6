// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;

import dev.postern.cli.Failure;
import dev.postern.cli.signing.SigningKey;
import dev.postern.core.marketplace.CatalogueSignature;

/**
 * Signs catalogues.
 *
 * @param key of the marketplace
 */
record CatalogueSigner(SigningKey key) {
    /** As the JDK calls keys of Edwards curves. */
    private static final String EDWARDS = "EdDSA";

    /** SHA-256 of the public key, hex: what gateways pin. */
    String digest() throws Failure {
        try {
            return SigningKey.digest(key.certificate().getPublicKey());
        } catch (GeneralSecurityException missing) {
            throw refused(missing);
        }
    }

    /** Signs bytes, and checks that the signature holds. */
    CatalogueSignature sign(byte[] catalogue) throws Failure {
        if (!key.key().getAlgorithm().equals(EDWARDS)) {
            throw new Failure("invalid_params", "a marketplace is signed with an Ed25519 key, and this is one of "
                    + key.key().getAlgorithm() + "; ./postern plugins keygen makes one");
        }
        try {
            var signature = Signature.getInstance(CatalogueSignature.ALGORITHM);
            signature.initSign(key.key());
            signature.update(catalogue);
            var signed = new CatalogueSignature(CatalogueSignature.FORMAT, digest(),
                    SigningKey.pem(key.certificate()), Base64.getEncoder().encodeToString(signature.sign()));
            // a certificate of another key would make what nobody believes
            signed.verify(catalogue, digest());
            return signed;
        } catch (GeneralSecurityException failed) {
            throw refused(failed);
        }
    }

    private static Failure refused(GeneralSecurityException why) {
        return new Failure("invalid_params", "it cannot be signed with that key and certificate: " + why.getMessage());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;

import dev.postern.cli.Failure;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CatalogueSignature;

/**
 * A catalogue and its signature, as somebody serves them.
 *
 * @param bytes of the catalogue, exactly
 * @param signed bytes of the signature's file, exactly
 * @param signature over the catalogue
 */
record Pair(byte[] bytes, byte[] signed, CatalogueSignature signature) {

    /** Fetches both. */
    static Pair fetch(Source source) throws Failure, IOException {
        var signed = source.read(CatalogueSignature.FILE, CatalogueSignature.MAX_BYTES);
        return new Pair(source.read(Catalogue.FILE, Catalogue.MAX_BYTES), signed, CatalogueReader.signature(signed));
    }

    /**
     * The catalogue, once it is the one that the owner of the key signed. Nothing of it is read before.
     *
     * @throws Failure code {@code forged}
     */
    Catalogue believe(String key) throws Failure {
        try {
            signature.verify(bytes, key);
        } catch (GeneralSecurityException forged) {
            throw new Failure("forged", Catalogue.FILE + " is not believed: " + forged.getMessage());
        }
        return CatalogueReader.catalogue(bytes);
    }

    /** Fails for one that is believed no more. */
    static void checkTime(Catalogue catalogue, Instant now) throws Failure {
        if (!now.isBefore(catalogue.expires())) {
            throw new Failure("expired", Catalogue.FILE + " is believed no more since " + catalogue.expires()
                    + "; its publisher signs it anew: ./postern marketplace sign FOLDER --key KEY");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;

import dev.postern.core.audit.SignedHead;

/**
 * Ends of chains whose signatures were verified.
 *
 * @param heads in the order of the file; of any chain
 * @param wanted whether an export must have one: not when nothing was named to verify them with
 */
record SignedHeads(List<SignedHead> heads, boolean wanted) {
    /** When only links are verified. */
    static final SignedHeads NONE = new SignedHeads(List.of(), false);

    /**
     * Reads a file of them, one a line.
     *
     * @throws Failure for one that says it was signed by the key, and was not
     */
    static SignedHeads read(Path file, Path keyFile) throws Failure, IOException {
        var key = key(keyFile);
        var id = SignedHead.keyId(key);
        var heads = new ArrayList<SignedHead>();
        int number = 0;
        try (var lines = Files.newBufferedReader(file)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                var head = SignedHead.read(line);
                if (head.isEmpty() || !head.get().key().equals(id)) {
                    // cut by a crash, or signed by a key before or after this one
                    continue;
                }
                if (!head.get().isSignedBy(key)) {
                    throw new Failure("precondition_failed", file + ", line " + number
                            + ": the head was not signed by the key that it names; somebody changed it");
                }
                heads.add(head.get());
            }
        } catch (CharacterCodingException e) {
            throw new Failure("precondition_failed", file + " holds no signed heads");
        }
        return new SignedHeads(heads, true);
    }

    /**
     * Those of a chain, by the record that each is the end of.
     *
     * @throws Failure when two were signed that cannot both be
     */
    TreeMap<Long, SignedHead> of(String chain) throws Failure {
        var found = new TreeMap<Long, SignedHead>();
        for (var head : heads) {
            if (head.head().chain().equals(chain)) {
                var other = found.putIfAbsent(head.head().seq(), head);
                if (other != null && !other.head().equals(head.head())) {
                    throw new Failure("precondition_failed", "two different records " + head.head().seq()
                            + " were signed, at " + other.at() + " and " + head.at() + ": the chain was written anew");
                }
            }
        }
        return found;
    }

    private static PublicKey key(Path file) throws Failure, IOException {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(Files.readString(file).strip())));
        } catch (GeneralSecurityException | IllegalArgumentException | CharacterCodingException e) {
            throw new Failure("invalid_params",
                    file + " is no public key (base64 of an X.509 Ed25519 key, as in the home's audit/public.key)");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.plugin;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;

/**
 * What is known of a plugin's file that bears on whether to let it in.
 *
 * @param signature who vouches for it
 * @param warnings what to know before it is let in, for people
 */
public record PluginTrust(
        @Description("Who vouches for it.") Signature signature,
        @Description("What to know before it is let in.") List<String> warnings) {

    /**
     * A signature, or that there is none.
     *
     * @param state what it is worth
     * @param publisher whose pinned key signed it
     * @param key SHA-256 of the public key that signed it, as 64 hexadecimal digits
     * @param subject whom the certificate names; anybody can write anything there
     */
    public record Signature(
            @Description("What it is worth.") State state,
            @Description("The name under which its key is pinned.") Optional<String> publisher,
            @Description("SHA-256 of the public key, hexadecimal.") Optional<String> key,
            @Description("Whom the certificate names; only the key is checked.") Optional<String> subject) {
        /** Nothing is signed. */
        public static final Signature NONE = new Signature(State.UNSIGNED, Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    /** What a signature is worth. */
    public enum State {
        /** Every byte is signed with the pinned key of a publisher who may publish it. */
        SIGNED,
        /** Nothing is signed. */
        UNSIGNED,
        /** Signed with a key that is not pinned. */
        UNKNOWN_SIGNER,
        /** Not all of it is what was signed. */
        TAMPERED,
        /** The certificate of the key is not valid now. */
        SIGNATURE_EXPIRED,
        /** Signed by a publisher that may not publish this plugin. */
        WRONG_PUBLISHER
    }
}

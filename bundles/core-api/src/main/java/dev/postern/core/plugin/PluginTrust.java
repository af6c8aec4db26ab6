// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.plugin;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;

/**
 * What is known of a plugin's file that bears on whether to let it in.
 *
 * @param signature who vouches for it
 * @param permissions what it asks for
 * @param findings what its code can reach on its own, beside the means that it is handed; at most 200
 * @param warnings what to know before it is let in, for people
 */
public record PluginTrust(
        @Description("Who vouches for it.") Signature signature,
        @Description("What it asks for.") Permissions permissions,
        @Description("What its code can reach on its own, beside the means that it is handed; at most 200.") List<Finding> findings,
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

    /**
     * What a plugin asks to reach by the means that it is handed, each as kind and name: {@code host api.example.org},
     * {@code file workspace:read}, {@code program git}, {@code secret api-key}.
     *
     * @param asked all of it
     * @param more what is installed does not ask for that; none where nothing is installed
     * @param dropped what is installed asks for, and this does not
     */
    public record Permissions(
            @Description("All that it asks for, each as kind and name, such as host api.example.org.") List<String> asked,
            @Description("What the installed version does not ask for; empty where none is.") List<String> more,
            @Description("What only the installed version asks for.") List<String> dropped) {}

    /**
     * A place in a plugin's code that reaches out of its box.
     *
     * @param kind where to
     * @param what the member of the platform, or what else was found
     * @param where the class and method that use it, or the file
     * @param declared whether the plugin asks for something of that kind
     */
    public record Finding(
            @Description("Where to.") Reach kind,
            @Description("The member of the platform, or what else was found.") String what,
            @Description("The class and method that use it, or the file.") String where,
            @Description("Whether the plugin asks for something of that kind.") boolean declared) {}

    /** Where code can reach on its own. */
    public enum Reach {
        /** Other machines, and this one's ports. */
        NETWORK,
        /** The gateway's files. */
        FILES,
        /** Other programs. */
        PROGRAMS,
        /** The end of the gateway. */
        EXIT,
        /** Native code and memory. */
        NATIVE,
        /** Whatever it names as it runs. */
        REFLECTION,
        /** Code from elsewhere. */
        CLASS_LOADING,
        /** Threads of its own, which nobody ends. */
        THREADS,
        /** The gateway's environment and what is set for all of it. */
        ENVIRONMENT,
        /** Objects made of bytes. */
        SERIALIZATION,
        /** Other bundles, and the gateway's inside. */
        FRAMEWORK,
        /** Code in another language. */
        SCRIPTING,
        /** JNDI, RMI and JMX. */
        NAMING,
        /** Code that does not look like it. */
        HIDDEN_CODE,
        /** What was not looked at. */
        UNREADABLE
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

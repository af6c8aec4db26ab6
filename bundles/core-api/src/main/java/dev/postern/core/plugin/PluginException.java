// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.plugin;

/** A change that was not made. */
public final class PluginException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * A refusal.
     *
     * @param code stable: {@code too_large}, {@code not_a_bundle}, {@code not_a_plugin}, {@code forbidden_header},
     *     {@code forbidden_import}, {@code exports_api}, {@code unresolved}, {@code start_failed}, {@code unhealthy},
     *     {@code version_reused}, {@code not_found}, {@code shipped}, {@code bad_descriptor}, {@code name_taken} for an id
     *     or symbolic name that is another's, {@code tool_taken} for a tool that another plugin has,
     *     {@code pid_taken} for settings that are the gateway's or another plugin's, {@code major_taken}, {@code older_version} and
     *     {@code only_once} for a major that cannot serve beside another one, {@code no_version_before}
     *     for a rollback that leads nowhere, {@code unsigned}, {@code unknown_signer}, {@code tampered},
     *     {@code signature_expired}, {@code wrong_publisher}, {@code permissions_broken} for more permissions without a major
     *     step, {@code held} for an update that waits for an operator's word, {@code superseded}, {@code forbidden_reach} for
     *     code that reaches what configuration refuses, {@code pinned} for an update of what stays at its version,
     *     what {@link dev.postern.core.marketplace.Marketplaces} refuses, {@code unavailable} when it could not be recorded or written
     * @param message what is wrong, by which rule, and the way out
     * @param cause for the log only
     */
    public PluginException(String code, String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The stable code. */
    public String code() {
        return code;
    }
}

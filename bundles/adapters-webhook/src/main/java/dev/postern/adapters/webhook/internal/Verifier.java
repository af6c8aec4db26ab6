// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.postern.api.surface.HookHandler;

/** Tells who signed a request, and which message it is. */
interface Verifier {
    /**
     * Checks the signature over the bytes as they came.
     *
     * @param secrets any of them may have signed
     * @throws Refusal when the request proves nothing
     */
    Proof verify(HookHandler.Request request, List<String> secrets, Instant now) throws Refusal;

    /** The verifier of that kind. */
    static Verifier of(String kind, Duration tolerance) {
        return switch (kind) {
            case "standard" -> new StandardVerifier(tolerance);
            case "github" -> new GithubVerifier();
            default -> throw new IllegalArgumentException("signature: '" + kind + "' is neither standard nor github");
        };
    }

    /**
     * What a signature proves.
     *
     * @param message the sender's id of the message, the same in each try
     * @param at when it was sent
     */
    record Proof(String message, Instant at) {}

    /** A request that proves nothing. */
    final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refusal(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }

        static String header(Map<String, String> headers, String name, int status) throws Refusal {
            String value = headers.get(name);
            if (value == null || value.isBlank() || value.length() > 4_096) {
                throw new Refusal(status, "the header " + name + " is missing or unusable");
            }
            return value;
        }
    }
}

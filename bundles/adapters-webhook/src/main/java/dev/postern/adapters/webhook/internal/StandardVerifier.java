// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

import dev.postern.api.surface.HookHandler;

/** Standard Webhooks: {@code webhook-id}, {@code webhook-timestamp}, {@code webhook-signature} with v1. */
final class StandardVerifier implements Verifier {
    /** Before the version of the next: Base64 may begin like one, and a comma stands between a version and it. */
    private static final Pattern SEPARATOR = Pattern.compile("[ ,]+(?=v[0-9]{1,3}[a-z]?,)");
    private static final int MOST = 32;

    private final Duration tolerance;

    StandardVerifier(Duration tolerance) {
        this.tolerance = tolerance;
    }

    @Override
    public Proof verify(HookHandler.Request request, List<String> secrets, Instant now) throws Refusal {
        String signatures = Refusal.header(request.headers(), "webhook-signature", 401);
        String id = Refusal.header(request.headers(), "webhook-id", 400);
        String timestamp = Refusal.header(request.headers(), "webhook-timestamp", 400);
        if (!timestamp.matches("[0-9]{1,12}")) {
            throw new Refusal(400, "webhook-timestamp is no number of seconds since 1970");
        }
        boolean signed = false;
        for (String secret : secrets) {
            String expected = Signatures.standard(Signatures.key(secret), id, timestamp, request.body());
            for (String signature : SEPARATOR.split(signatures, MOST)) {
                signed |= Signatures.equal(expected, signature.strip());
            }
        }
        if (!signed) {
            throw new Refusal(401, "no signature in webhook-signature is right");
        }
        var at = Instant.ofEpochSecond(Long.parseLong(timestamp));
        if (Duration.between(at, now).abs().compareTo(tolerance) > 0) {
            throw new Refusal(400, "webhook-timestamp is further than " + tolerance.toSeconds() + " s from our time");
        }
        return new Proof(id, at);
    }
}

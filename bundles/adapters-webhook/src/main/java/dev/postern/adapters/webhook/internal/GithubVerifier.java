// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import dev.postern.api.surface.HookHandler;

/**
 * GitHub's {@code X-Hub-Signature-256}. It signs no time, so what keeps a replay out is that a delivery's id is accepted
 * once.
 */
final class GithubVerifier implements Verifier {
    @Override
    public Proof verify(HookHandler.Request request, List<String> secrets, Instant now) throws Refusal {
        String signature = Refusal.header(request.headers(), "x-hub-signature-256", 401);
        boolean signed = false;
        for (String secret : secrets) {
            signed |= Signatures.equal(
                    Signatures.github(secret.getBytes(StandardCharsets.UTF_8), request.body()), signature);
        }
        if (!signed) {
            throw new Refusal(401, "the signature in x-hub-signature-256 is not right");
        }
        return new Proof(Refusal.header(request.headers(), "x-github-delivery", 400), now);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelRequest;

/**
 * The key by which requests with one beginning reach the same cache: a digest of the instruction and the first message, which
 * stay as long as what is cached is of use.
 */
final class CacheKey {
    private static final int BYTES = 16;

    private CacheKey() {}

    static String of(ModelRequest request) {
        var digest = sha256();
        digest.update(request.model().getBytes(StandardCharsets.UTF_8));
        for (var message : request.messages()) {
            digest.update((byte) 0);
            if (message instanceof ModelMessage.Instruction(var text)) {
                digest.update(text.getBytes(StandardCharsets.UTF_8));
            } else {
                digest.update(message instanceof ModelMessage.Said said
                        ? said.text().getBytes(StandardCharsets.UTF_8)
                        : new byte[0]);
                break;
            }
        }
        return "postern-" + HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

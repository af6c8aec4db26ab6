// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.util.Base64;
import java.util.Optional;

import dev.postern.api.tool.ToolException;

/** What the means' methods have in common: refusals are results, as they are the tool's to deal with. */
final class Means {
    private Means() {}

    static CallFailure failure(ToolException refused) {
        var message = String.valueOf(refused.getMessage());
        return new CallFailure(refused.code(), message.length() > 4_096 ? message.substring(0, 4_096) : message,
                refused.retryable());
    }

    /** Bytes in Base64, as the wire has them. */
    static byte[] bytes(Optional<String> base64) throws ToolException {
        try {
            return Base64.getDecoder().decode(base64.orElse(""));
        } catch (IllegalArgumentException wrong) {
            throw new ToolException("invalid_input", "bytes travel as Base64 (RFC 4648, section 4)");
        }
    }

    static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

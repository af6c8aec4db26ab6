// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/** Why a bundle is not exchanged: an error with a stable reason in its details. */
final class Refusals {
    private static final String REASON = "reason";

    private Refusals() {}

    static WireException of(ErrorCode code, String reason, String message) {
        return new WireException(code, "the bundle was not exchanged: " + message,
                List.of(JsonObject.of(REASON, reason)), code == ErrorCode.UNAVAILABLE, null);
    }

    static String reason(WireException refused) {
        return refused.details().isEmpty()
                ? refused.code().code()
                : refused.details().getFirst().text(REASON).orElse(refused.code().code());
    }
}

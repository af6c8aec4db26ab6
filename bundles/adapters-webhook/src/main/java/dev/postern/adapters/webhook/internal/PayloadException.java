// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

/** A request that cannot become a message. */
final class PayloadException extends Exception {
    private static final long serialVersionUID = 1L;

    PayloadException(String message) {
        super(message);
    }
}

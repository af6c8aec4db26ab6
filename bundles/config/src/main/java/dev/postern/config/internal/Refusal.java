// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

/** Why a configuration is not taken: the key and its rule, never a value that could be a secret. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }
}

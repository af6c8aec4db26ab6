// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.policy;

import java.util.List;

/**
 * What policy says.
 *
 * @param effect what may happen
 * @param rules the rules that decided, by name
 * @param reason for people
 */
public record PolicyDecision(Effect effect, List<String> rules, String reason) {

    /** What may happen with a call. */
    public enum Effect {
        ALLOW,
        DENY,
        /** A person confirms first. */
        CONFIRM,
        /** A person holds a key while it runs. */
        HOLD
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.health;

import java.util.Optional;

import org.osgi.annotation.versioning.ConsumerType;

/** A part of the gateway that can tell how it is. */
@ConsumerType
public interface HealthPart {

    /** Its name, for example {@code store}. */
    String name();

    /** How it is now. Must answer at once. */
    Health health();

    /**
     * How it is now, for somebody who asks. Must answer at once.
     *
     * @param tenant whose numbers may be told; empty for somebody who may know all tenants'
     */
    default Health health(Optional<String> tenant) {
        return health();
    }

    /**
     * How a part is.
     *
     * @param up whether it works
     * @param message what is wrong and the way out; may be empty when it works
     */
    record Health(boolean up, String message) {
        /** It works. */
        public static final Health UP = new Health(true, "");

        /** It does not, and why. */
        public static Health down(String message) {
            return new Health(false, message);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

/** A part of what somebody said. */
sealed interface Content {

    /** Words. */
    record Text(String text) implements Content {}

    /**
     * A picture.
     *
     * @param mediaType as its sender says
     * @param bytes all of it
     */
    record Picture(String mediaType, byte[] bytes) implements Content {}
}

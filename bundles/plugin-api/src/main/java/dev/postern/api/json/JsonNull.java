// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.json;

/** JSON {@code null}. */
public enum JsonNull implements JsonValue {
    /** The one value. */
    NULL;

    @Override
    public String toString() {
        return "null";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import dev.postern.api.json.JsonObject;

/** Params of {@code messages.send}. */
public final class Messages {
    private Messages() {}

    /** A text in a thread of its own. */
    public static JsonObject in(String thread, String text) {
        return JsonObject.builder().put("thread", thread).put("text", text).build();
    }
}

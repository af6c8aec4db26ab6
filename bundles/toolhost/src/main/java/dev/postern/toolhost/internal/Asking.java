// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolhost.internal;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.ToolException;

/**
 * Asks the gateway for what a call may use.
 *
 * @param run the attempt that it is for
 */
record Asking(Line line, String run) {

    JsonObject ask(String method) throws ToolException, InterruptedException {
        return ask(method, JsonObject.EMPTY);
    }

    /** The result; what the means refused is thrown, as it would be inside the gateway. */
    JsonObject ask(String method, JsonObject params) throws ToolException, InterruptedException {
        var result = line.ask(method, JsonObject.builder().put("run", run).putAll(params).build());
        var failure = result.object("failure");
        if (failure.isPresent()) {
            throw new ToolException(failure.get().text("code").orElse("failed"),
                    failure.get().text("message").orElse(""), failure.get().bool("retryable").orElse(false), null);
        }
        return result;
    }

    /** The same for means whose signature knows no interruption: the thread stays interrupted. */
    JsonObject uninterrupted(String method, JsonObject params) throws ToolException {
        try {
            return ask(method, params);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ToolException("cancelled", "the call was cancelled", false, stopped);
        }
    }
}

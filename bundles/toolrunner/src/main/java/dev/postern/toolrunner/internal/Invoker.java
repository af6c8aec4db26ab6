// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.ToolContext;

/** Calls a tool's code with JSON, whatever kind of tool it is. */
interface Invoker {

    /** Calls it. */
    JsonObject call(JsonObject input, ToolContext context) throws Exception;

    /** Asks what a call would do; empty when the tool cannot say. */
    Optional<Preview> preview(JsonObject input, ToolContext context) throws Exception;
}

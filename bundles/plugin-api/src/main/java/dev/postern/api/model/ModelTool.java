// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

import dev.postern.api.json.JsonObject;

/**
 * A tool that a model may call.
 *
 * @param name as wires take it: {@code [a-zA-Z0-9_-]{1,64}}
 * @param description what it does
 * @param inputSchema JSON Schema of its input, an object
 */
public record ModelTool(String name, String description, JsonObject inputSchema) {}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

/**
 * A call that a model wants.
 *
 * @param id unique in its answer, never empty; the provider makes one where the wire had none
 * @param name the tool's name as the model wrote it, which may be of none that was offered
 * @param arguments as the model wrote them, which may be no JSON
 */
public record ModelCall(String id, String name, String arguments) {}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something the gateway can do for a planner or a person: implemented by plugins as a Declarative Services component
 * that carries {@link ToolDefinition}.
 *
 * <p>Input and output are records; the compile-time processor writes their JSON Schema into the bundle. Calls arrive on
 * virtual threads, several at once; an instance must bear that. A call is cancelled by interrupting its thread.
 *
 * @param <I> the input record
 * @param <O> the output record
 */
@ConsumerType
public interface Tool<I extends Record, O extends Record> {

    /**
     * Does it.
     *
     * @param input what was asked for, validated against the schema, defaults filled in
     * @param context what the call may use
     * @return the outcome; validated against the output schema before anyone sees it
     * @throws ToolException to fail with a reason for the caller
     * @throws InterruptedException when cancelled or past the deadline; let it through
     * @throws Exception any other failure; the caller sees that the tool failed, the log sees why
     */
    O call(I input, ToolContext context) throws Exception;
}

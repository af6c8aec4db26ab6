// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A tool that can say what a call would do without doing it: for dry runs, and for whoever must approve the call.
 *
 * @param <I> the input record
 * @param <O> the output record
 */
@ConsumerType
public interface PreviewableTool<I extends Record, O extends Record> extends Tool<I, O> {

    /**
     * Says what {@link #call} would do now. Must change nothing; the context refuses writes meanwhile.
     *
     * @param input the validated input
     * @param context what the preview may use
     * @return what would happen
     * @throws Exception as {@link #call}
     */
    Preview preview(I input, ToolContext context) throws Exception;
}

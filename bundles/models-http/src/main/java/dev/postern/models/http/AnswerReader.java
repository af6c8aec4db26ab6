// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelException;

/** Reads one answer, by events or whole. Used by one thread. */
public interface AnswerReader {

    /**
     * Takes the data of one event.
     *
     * @return whether it belongs to the answer, and not only keeps the connection open
     * @throws ModelException when it cannot be read, or tells of a failure
     */
    boolean event(String data) throws ModelException;

    /** Takes all of an answer, from an endpoint that does not stream. */
    void whole(String body) throws ModelException;

    /** Whether the answer has said that nothing more comes. */
    boolean isDone();

    /**
     * The answer, when all of it came.
     *
     * @throws ModelException when its end or everything is missing
     */
    ModelAnswer finish() throws ModelException;
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.util.Map;

import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelRequest;

/** What one wire has of its own. Serves several exchanges at once. */
public interface Wire {

    /** The headers that it wants, the key's among them. */
    Map<String, String> headers(Key key);

    /**
     * The body of the request, JSON.
     *
     * @throws ModelException when one of its images cannot be had
     */
    byte[] write(ModelRequest request, Images images) throws ModelException;

    /**
     * Reads one answer.
     *
     * @param answer takes what it reads
     * @param refusals says what is wrong with it
     */
    AnswerReader reader(AnswerBuilder answer, Refusals refusals);
}

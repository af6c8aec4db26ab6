// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.anthropic.internal;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelRequest;
import dev.postern.models.http.AnswerBuilder;
import dev.postern.models.http.AnswerReader;
import dev.postern.models.http.Images;
import dev.postern.models.http.Key;
import dev.postern.models.http.Refusals;
import dev.postern.models.http.Wire;

/**
 * The wire, as one endpoint wants it.
 *
 * @param cache whether it is asked to keep what requests begin with
 */
record MessagesWire(boolean cache) implements Wire {
    /** Of the API: what a request and its answer look like. */
    static final String VERSION = "2023-06-01";

    @Override
    public Map<String, String> headers(Key key) {
        var headers = new LinkedHashMap<>(key.header("x-api-key", ""));
        headers.put("anthropic-version", VERSION);
        return headers;
    }

    @Override
    public byte[] write(ModelRequest request, Images images) throws ModelException {
        return MessagesRequest.write(request, cache, images);
    }

    @Override
    public AnswerReader reader(AnswerBuilder answer, Refusals refusals) {
        return new MessagesReader(answer, refusals);
    }
}

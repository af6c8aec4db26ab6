// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

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
 * @param reasoning whether it is asked for what the model thought, encrypted
 * @param cache whether requests carry a key for its cache
 */
record ResponsesWire(boolean reasoning, boolean cache) implements Wire {

    @Override
    public Map<String, String> headers(Key key) {
        return key.header("Authorization", "Bearer ");
    }

    @Override
    public byte[] write(ModelRequest request, Images images) throws ModelException {
        return ResponsesRequest.write(request, this, images);
    }

    @Override
    public AnswerReader reader(AnswerBuilder answer, Refusals refusals) {
        return new ResponsesReader(answer, refusals);
    }
}

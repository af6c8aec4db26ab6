// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.util.Map;
import java.util.Set;

import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelRequest;
import dev.postern.models.http.AnswerBuilder;
import dev.postern.models.http.AnswerReader;
import dev.postern.models.http.Endpoint;
import dev.postern.models.http.Images;
import dev.postern.models.http.Key;
import dev.postern.models.http.Refusals;
import dev.postern.models.http.Wire;

/**
 * The wire, as one endpoint wants it.
 *
 * @param tokensField what it calls the limit of tokens
 * @param usage whether it is asked to count tokens
 * @param cache whether requests carry a key for its cache
 */
record ChatWire(String tokensField, boolean usage, boolean cache) implements Wire {

    /** Refuses a field that no endpoint knows. */
    ChatWire {
        Endpoint.check(Set.of("max_tokens", "max_completion_tokens").contains(tokensField), "tokens.field",
                "is max_tokens or max_completion_tokens");
    }

    @Override
    public Map<String, String> headers(Key key) {
        return key.header("Authorization", "Bearer ");
    }

    @Override
    public byte[] write(ModelRequest request, Images images) throws ModelException {
        return ChatRequest.write(request, this, images);
    }

    @Override
    public AnswerReader reader(AnswerBuilder answer, Refusals refusals) {
        return new ChatReader(answer, refusals);
    }
}

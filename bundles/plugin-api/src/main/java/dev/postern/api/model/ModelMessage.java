// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

import java.util.List;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonValue;
import org.osgi.annotation.versioning.ProviderType;

/** One message of a conversation with a model. */
@ProviderType
public sealed interface ModelMessage {

    /**
     * What the installation tells the model.
     *
     * @param text what it says
     */
    record Instruction(String text) implements ModelMessage {}

    /**
     * What a person or another system said.
     *
     * @param text what it says; foreign content in it is marked by whoever made the request
     * @param images shown with it, in the order in which the text names them; none for a model that takes none
     */
    record Said(String text, List<ModelImage> images) implements ModelMessage {
        /** Copies the images. */
        public Said {
            images = List.copyOf(images);
        }

        /** Words alone. */
        public Said(String text) {
            this(text, List.of());
        }
    }

    /**
     * What the model answered.
     *
     * @param text what it said, empty for nothing
     * @param calls the tools it called
     * @param continuation what came with the answer as {@link ModelAnswer#continuation()}, which may be another provider's or
     *     another model's; JSON null for nothing
     */
    record Answered(String text, List<ModelCall> calls, JsonValue continuation) implements ModelMessage {
        /** Copies the calls. */
        public Answered {
            calls = List.copyOf(calls);
        }

        /** One with nothing that a provider wants back. */
        public Answered(String text, List<ModelCall> calls) {
            this(text, calls, JsonNull.NULL);
        }
    }

    /**
     * What came of one of the model's calls.
     *
     * @param call the id of the call
     * @param text its output, or why there is none
     */
    record Result(String call, String text) implements ModelMessage {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

import java.util.List;

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
     */
    record Said(String text) implements ModelMessage {}

    /**
     * What the model answered.
     *
     * @param text what it said, empty for nothing
     * @param calls the tools it called
     */
    record Answered(String text, List<ModelCall> calls) implements ModelMessage {
        /** Copies the calls. */
        public Answered {
            calls = List.copyOf(calls);
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

// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.planner.TurnView;
import dev.postern.api.planner.Usage;
import org.osgi.annotation.versioning.ProviderType;

/** Has models do what no turn asks for, such as a summary: a service of whoever knows the endpoints. Any thread. */
@ProviderType
public interface ModelDesk {

    /**
     * The model for a use.
     *
     * @param routing a session's {@code models}
     * @param use {@code summarizer}
     * @return {@code endpoint/model}: the session's, else what is configured; empty for none
     */
    Optional<String> model(Map<String, String> routing, String use);

    /**
     * Makes one exchange, on the calling thread; cancelled by interrupting it.
     *
     * @param errand what for
     * @return the answer
     * @throws Exception why there is none, or why it cannot be recorded
     */
    ModelAnswer ask(Errand errand) throws Exception;

    /**
     * What a model is to do.
     *
     * @param tenant whose it is
     * @param session the session it is for
     * @param model as {@link #model} gave it
     * @param messages what it is told
     * @param recording records each try
     */
    record Errand(String tenant, String session, String model, List<ModelMessage> messages, Recording recording) {
        /** Copies the messages. */
        public Errand {
            messages = List.copyOf(messages);
        }
    }

    /** Puts an exchange on record. */
    @FunctionalInterface
    interface Recording {
        /**
         * Makes what is asked durable, holds what it uses at most, does it, and takes what came of it: model, text and usage.
         *
         * @throws Exception what the work threw, or why it cannot be recorded
         */
        JsonObject once(JsonObject request, Usage most, TurnView.Metered work) throws Exception;
    }
}

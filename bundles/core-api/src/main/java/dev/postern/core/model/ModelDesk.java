// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.model;

import java.util.List;
import java.util.Map;

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
     * The models that make summaries.
     *
     * @param routing a session's {@code models}
     * @return {@code endpoint/model} each, in the order in which they are asked; none where no summarizer is set
     */
    List<String> summarizers(Map<String, String> routing);

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
     * @param models in the order in which they are asked
     * @param messages what it is told
     * @param recording records each try
     */
    record Errand(String tenant, String session, List<String> models, List<ModelMessage> messages,
            Recording recording) {
        /** Copies the lists. */
        public Errand {
            models = List.copyOf(models);
            messages = List.copyOf(messages);
        }
    }

    /** Puts an exchange on record. */
    @FunctionalInterface
    interface Recording {
        /**
         * Makes what is asked durable, with what it may use at most, does it, and takes what came of it.
         *
         * @throws Exception what the work threw, or why it cannot be recorded, or may not be done
         */
        JsonObject once(JsonObject request, Usage most, TurnView.Metered work) throws Exception;
    }
}

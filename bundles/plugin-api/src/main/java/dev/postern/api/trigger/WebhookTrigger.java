// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.trigger;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonValue;
import dev.postern.api.message.Origin;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes messages of the signed requests of a webhook: implemented by plugins as a component that carries {@link Webhook}. The
 * path, the signature, the secrets and whom the messages are from stay an administrator's, who names the trigger in a
 * configuration of {@code dev.postern.adapters.webhook}. Without one it is never called.
 */
@ConsumerType
public interface WebhookTrigger {

    /**
     * Makes the message of a request. Called on a virtual thread, several at once. A request that its sender repeats comes
     * again, and its message is accepted once.
     *
     * @param request what came, signed
     * @return what it says, in which no part counts as written by a person: {@link Origin#PERSON} becomes
     *     {@link Origin#FOREIGN}; empty for a request that is of no interest
     * @throws IllegalArgumentException for one that cannot be understood, with a message for its sender
     * @throws Exception when it cannot be taken now; the sender is told to come back
     */
    Optional<TriggeredMessage> receive(Request request) throws Exception;

    /**
     * A request whose signature was right.
     *
     * @param headers by name in lower case; several values joined by {@code ", "}. What the signature covers of them depends
     *     on its kind
     * @param body what its body says, JSON
     * @param message the sender's id of it, the same in each try
     * @param at when it was sent
     */
    record Request(Map<String, String> headers, JsonValue body, String message, Instant at) {
        /** Copies the headers. */
        public Request {
            headers = Map.copyOf(headers);
        }
    }
}

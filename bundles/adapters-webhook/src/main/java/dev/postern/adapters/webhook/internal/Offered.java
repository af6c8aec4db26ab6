// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.surface.RejectedException;
import dev.postern.api.trigger.TriggeredMessage;
import dev.postern.api.trigger.Webhook;
import dev.postern.api.trigger.WebhookTrigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The triggers that plugins offer, by name. Of two with one name the one that came last serves. */
final class Offered {
    private static final Logger LOG = LoggerFactory.getLogger(Offered.class);

    private final Map<String, WebhookTrigger> triggers = new ConcurrentHashMap<>();

    void add(WebhookTrigger trigger, Map<String, Object> properties) {
        triggers.put(name(properties), trigger);
    }

    void remove(WebhookTrigger trigger, Map<String, Object> properties) {
        triggers.remove(name(properties), trigger);
    }

    private static String name(Map<String, Object> properties) {
        return String.valueOf(properties.get(Webhook.NAME));
    }

    /**
     * Has a trigger make a message.
     *
     * @return empty when the request is of no interest to it
     * @throws PayloadException when the trigger does not understand it
     * @throws RejectedException when it is not there, or cannot take it now
     */
    Optional<TriggeredMessage> ask(String name, WebhookTrigger.Request request)
            throws PayloadException, RejectedException {
        var trigger = triggers.get(name);
        if (trigger == null) {
            LOG.warn("A webhook's trigger {} is not there: no plugin offers it", name);
            throw new RejectedException("unavailable", "the webhook cannot take requests now; come back", null);
        }
        try {
            return trigger.receive(request);
        } catch (IllegalArgumentException malformed) {
            throw new PayloadException(String.valueOf(malformed.getMessage()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new RejectedException("unavailable", "the gateway is going away", null);
        } catch (Exception failed) {
            LOG.error("The trigger {} failed for the request {}", name, request.message(), failed);
            throw new RejectedException("unavailable", "the webhook cannot take this now; come back", null);
        }
    }
}

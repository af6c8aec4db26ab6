// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.postern.api.surface.RejectedException;
import dev.postern.api.trigger.TriggeredMessage;
import dev.postern.api.trigger.Webhook;
import dev.postern.api.trigger.WebhookTrigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The triggers that plugins offer. Of several with one name the one that came last serves, and the one before when it goes. */
final class Offered {
    private static final Logger LOG = LoggerFactory.getLogger(Offered.class);

    /** The one that came last is the first. */
    private final List<Offer> offers = new CopyOnWriteArrayList<>();

    void add(WebhookTrigger trigger, Map<String, Object> properties) {
        offers.addFirst(new Offer(String.valueOf(properties.get(Webhook.NAME)), trigger));
    }

    void remove(WebhookTrigger trigger) {
        offers.removeIf(offer -> offer.trigger() == trigger);
    }

    private record Offer(String name, WebhookTrigger trigger) {}

    /**
     * Has a trigger make a message.
     *
     * @return empty when the request is of no interest to it
     * @throws PayloadException when the trigger does not understand it
     * @throws RejectedException when it is not there, or cannot take it now
     */
    Optional<TriggeredMessage> ask(String name, WebhookTrigger.Request request)
            throws PayloadException, RejectedException {
        var offer = offers.stream().filter(each -> each.name().equals(name)).findFirst();
        if (offer.isEmpty()) {
            LOG.warn("A webhook's trigger {} is not there: no plugin offers it", name);
            throw new RejectedException("unavailable", "the webhook cannot take requests now; come back", null);
        }
        try {
            return offer.get().trigger().receive(request);
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

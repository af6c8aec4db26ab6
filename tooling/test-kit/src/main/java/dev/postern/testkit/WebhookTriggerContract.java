// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.api.trigger.Webhook;
import dev.postern.api.trigger.WebhookTrigger;
import dev.postern.triggers.internal.TimedTrigger;
import org.junit.jupiter.api.Test;

/** What holds for every webhook trigger. Extend it and give it the trigger and requests as their sender makes them. */
public abstract class WebhookTriggerContract {

    /** A new trigger, as its component would be made. */
    protected abstract WebhookTrigger trigger();

    /** Requests that it makes messages of. */
    protected abstract List<WebhookTrigger.Request> requests();

    /** A request with that body, for {@link #requests}. */
    protected static WebhookTrigger.Request request(JsonValue body, Map<String, String> headers) {
        return new WebhookTrigger.Request(headers, body, "msg_1", Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** Its name is one that a configuration can give. */
    @Test
    void hasANameThatTheGatewayReads() {
        try {
            TimedTrigger.name(String.valueOf(Triggering.declared(trigger().getClass(), Webhook.class, Webhook.NAME)));
        } catch (IllegalArgumentException wrong) {
            throw new AssertionError(wrong.getMessage(), wrong);
        }
    }

    /** What it says of each is a message that is accepted, in time, also when the sender repeats it. */
    @Test
    void makesAMessageOfEachRequestEachTimeItComes() throws Exception {
        Triggering.check(!requests().isEmpty(), "give it at least one request");
        var trigger = trigger();
        for (var request : requests()) {
            var first = Triggering.within(() -> trigger.receive(request));
            Triggering.check(first.isPresent(), "it makes no message of " + request.body());
            Triggering.accepted(first.get());
            Triggering.check(first.equals(Triggering.within(() -> trigger.receive(request))),
                    "the same request a second time is another message");
        }
    }

    /** Payloads grow: a member that it does not know is no reason to refuse one. */
    @Test
    void takesPayloadsThatGrew() throws Exception {
        for (var request : requests()) {
            if (request.body() instanceof JsonObject body) {
                Triggering.within(() -> trigger().receive(new WebhookTrigger.Request(request.headers(),
                        body.with("x-added-later", JsonNull.NULL), request.message(), request.at())))
                        .ifPresent(Triggering::accepted);
            }
        }
    }

    /** Its sender is told what it cannot understand; any other exception would tell it to send the same again. */
    @Test
    void saysWhatItDoesNotUnderstandOrIgnoresIt() throws Exception {
        for (var body : List.of(JsonObject.EMPTY, JsonArray.EMPTY, JsonNull.NULL, new JsonString("no payload"))) {
            try {
                Triggering.within(() -> trigger().receive(request(body, Map.of()))).ifPresent(Triggering::accepted);
            } catch (IllegalArgumentException told) {
                Triggering.check(told.getMessage() != null, "it refuses " + body + " without a reason");
            }
        }
    }
}

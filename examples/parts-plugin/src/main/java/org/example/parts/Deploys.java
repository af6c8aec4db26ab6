package org.example.parts;

import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.trigger.TriggeredMessage;
import dev.postern.api.trigger.Webhook;
import dev.postern.api.trigger.WebhookTrigger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** A webhook's messages, made by code: one for a deployment that failed, none for others. */
@Component
@Webhook(name = "deploys")
public final class Deploys implements WebhookTrigger {

    /** Made by Declarative Services. */
    @Activate
    public Deploys() {}

    @Override
    public Optional<TriggeredMessage> receive(Request request) {
        if (!(request.body() instanceof JsonObject body)) {
            throw new IllegalArgumentException("the payload is an object");
        }
        var service = body.text("service")
                .orElseThrow(() -> new IllegalArgumentException("the payload names no service"));
        if (!body.text("state").equals(Optional.of("failed"))) {
            return Optional.empty();
        }
        return Optional.of(new TriggeredMessage(service,
                List.of(new Part.Text("The deployment of " + service + " failed.", Origin.FOREIGN)), JsonObject.EMPTY));
    }
}

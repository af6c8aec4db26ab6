package org.example.parts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonObject;
import dev.postern.api.trigger.WebhookTrigger;
import dev.postern.testkit.WebhookTriggerContract;
import org.junit.jupiter.api.Test;

/** What holds for every webhook trigger. */
class DeploysTest extends WebhookTriggerContract {
    @Override
    protected WebhookTrigger trigger() {
        return new Deploys();
    }

    @Override
    protected List<WebhookTrigger.Request> requests() {
        return List.of(of("failed"));
    }

    @Test
    void saysNothingOfWhatWentWell() {
        assertTrue(new Deploys().receive(of("done")).isEmpty());
    }

    private static WebhookTrigger.Request of(String state) {
        return request(JsonObject.builder().put("service", "shop").put("state", state).build(), Map.of());
    }
}

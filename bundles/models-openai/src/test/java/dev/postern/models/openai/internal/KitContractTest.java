// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

import dev.postern.api.model.ModelProvider;
import dev.postern.models.http.Backoff;
import dev.postern.models.http.Means;
import dev.postern.testkit.ModelProviderContract;
import dev.postern.testkit.StandIn;

/** What holds for every author's provider holds for ours; what holds over every wire of ours is tested beside it. */
class KitContractTest extends ModelProviderContract {
    @Override
    protected Class<?> plugin() {
        return ChatCompletions.class;
    }

    @Override
    protected ModelProvider provider(URI address) {
        return new ChatCompletions(Means.settings(EndpointConfig.class,
                Map.of("postern_model_provider_name", "test", "key", key(), "url", address.toString())),
                new Backoff(Duration.ofMillis(2), Duration.ofMillis(4), new Random()));
    }

    @Override
    protected String key() {
        return "model.key";
    }

    @Override
    protected String path() {
        return "/chat/completions";
    }

    @Override
    protected StandIn.Answer saying(String text) {
        return StandIn.Answer.of(200, "text/event-stream", "data: {\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":"
                + "{\"content\":\"" + text + "\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{},"
                + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
    }
}

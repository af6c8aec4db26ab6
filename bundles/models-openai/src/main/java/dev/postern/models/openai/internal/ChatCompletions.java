// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelContext;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelProvider;
import dev.postern.api.model.ModelRequest;
import dev.postern.models.http.Backoff;
import dev.postern.models.http.Endpoint;
import dev.postern.models.http.ModelClient;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** One configured endpoint. */
@Component(service = ModelProvider.class, configurationPid = EndpointConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = ModelProvider.VERSION + "=chat-completions-v1")
@Designate(ocd = EndpointConfig.class, factory = true)
@Capability(namespace = "dev.postern.settings", name = EndpointConfig.PID, attribute = "check=${@class}")
public final class ChatCompletions implements ModelProvider {
    private final ModelClient client;

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    @Activate
    public ChatCompletions(EndpointConfig config) {
        this(config, ModelClient.BACKOFF);
    }

    /** For tests: with these waits. */
    ChatCompletions(EndpointConfig config, Backoff backoff) {
        var endpoint = Endpoint.of(String.valueOf(config.postern_model_provider_name()), String.valueOf(config.url()),
                "/chat/completions", config.key(), config.attempts());
        client = new ModelClient(endpoint, new ChatWire(config.tokens_field(), config.usage(), config.cache()),
                backoff);
    }

    @Override
    public ModelAnswer exchange(ModelRequest request, ModelContext context)
            throws ModelException, InterruptedException {
        return client.exchange(request, context);
    }
}

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

/** One configured endpoint that speaks Responses. */
@Component(service = ModelProvider.class, configurationPid = ResponsesConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = ModelProvider.VERSION + "=responses-v1")
@Designate(ocd = ResponsesConfig.class, factory = true)
@Capability(namespace = "dev.postern.settings", name = ResponsesConfig.PID, attribute = "check=${@class}")
public final class Responses implements ModelProvider {
    private final ModelClient client;

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    @Activate
    public Responses(ResponsesConfig config) {
        this(config, ModelClient.BACKOFF);
    }

    /** For tests: with these waits. */
    Responses(ResponsesConfig config, Backoff backoff) {
        var endpoint = Endpoint.of(String.valueOf(config.postern_model_provider_name()), config.url(), "/responses",
                config.key(), config.attempts());
        client = new ModelClient(endpoint, new ResponsesWire(config.reasoning(), config.cache()), backoff);
    }

    @Override
    public ModelAnswer exchange(ModelRequest request, ModelContext context)
            throws ModelException, InterruptedException {
        return client.exchange(request, context);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelContext;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelProvider;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.tool.ToolException;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * One configured endpoint. Tries again what no piece of an answer came of, where that may help: after the wait that the
 * endpoint asks for, else after a random one that grows.
 */
@Component(service = ModelProvider.class, configurationPid = EndpointConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = ModelProvider.VERSION + "=chat-completions-v1")
@Designate(ocd = EndpointConfig.class, factory = true)
@Capability(namespace = "dev.postern.settings", name = EndpointConfig.PID, attribute = "check=${@class}")
public final class ChatCompletions implements ModelProvider {
    private final Endpoint endpoint;
    private final Backoff backoff;

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    @Activate
    public ChatCompletions(EndpointConfig config) {
        this(config, new Backoff(Duration.ofMillis(500), Duration.ofSeconds(20), RandomGenerator.getDefault()));
    }

    /** For tests: with these waits. */
    ChatCompletions(EndpointConfig config, Backoff backoff) {
        this.endpoint = Endpoint.of(config);
        this.backoff = backoff;
    }

    @Override
    public ModelAnswer exchange(ModelRequest request, ModelContext context)
            throws ModelException, InterruptedException {
        long end = System.nanoTime() + request.limits().total().toNanos();
        var key = key(context);
        var body = ChatRequest.write(request, endpoint);
        for (int attempt = 1;; attempt++) {
            try {
                return new Attempt(endpoint, key, request, context, end).run(body);
            } catch (ModelException failed) {
                var wait = backoff.before(attempt, failed.failure());
                if (attempt >= endpoint.attempts() || wait.isEmpty()
                        || System.nanoTime() + wait.get().toNanos() >= end) {
                    throw failed;
                }
                Thread.sleep(wait.get());
            }
        }
    }

    private Key key(ModelContext context) throws ModelException {
        if (endpoint.key().isEmpty()) {
            return Key.NONE;
        }
        try {
            return new Key(context.secrets().get(endpoint.key()));
        } catch (ToolException missing) {
            throw new ModelException(new ModelFailure.NotAllowed(),
                    "the key of " + endpoint.name() + " cannot be read: " + missing.getMessage(), missing);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.adapters.webhook.internal.Verifier.Refusal;
import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.surface.DeliveryException;
import dev.postern.api.surface.HookHandler;
import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.OutboundMessage;
import dev.postern.api.surface.Receipt;
import dev.postern.api.surface.RejectedException;
import dev.postern.api.surface.SurfaceAdapter;
import dev.postern.api.surface.SurfaceContext;
import dev.postern.api.tool.ToolException;
import dev.postern.api.trigger.WebhookTrigger;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One configured webhook: takes signed requests in, and posts replies back. */
@Component(service = {SurfaceAdapter.class,
    HookHandler.class}, immediate = true, configurationPid = WebhookConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = WebhookConfig.class, factory = true)
@Capability(namespace = "dev.postern.settings", name = WebhookConfig.PID, attribute = "check=${@class}")
public final class Webhook implements SurfaceAdapter, HookHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final long COME_BACK_SECONDS = 5;

    private final List<String> secretNames;
    private final long maxBodyBytes;
    private final Verifier verifier;
    private final Mapping mapping;
    private final @Nullable Callback callback;
    private final Offered triggers = new Offered();
    private volatile @Nullable SurfaceContext surface;

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    @Activate
    public Webhook(WebhookConfig config) {
        if (!String.valueOf(config.postern_hook_id()).matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException("postern.hook.id: give one of a-z, 0-9 and -, at most 64 characters");
        }
        if (!("webhook." + config.postern_hook_id()).equals(config.postern_surface_name())) {
            throw new IllegalArgumentException("postern.surface.name: must be webhook." + config.postern_hook_id());
        }
        if (config.secret() == null || config.secret().length == 0) {
            throw new IllegalArgumentException("secret: name at least one");
        }
        secretNames = List.of(config.secret());
        maxBodyBytes = config.postern_hook_max_body_bytes();
        verifier = Verifier.of(config.signature(), Duration.ofSeconds(config.tolerance_seconds()));
        mapping = new Mapping(config);
        callback = config.reply_url().isEmpty()
                ? null
                : new Callback(config.reply_url(), config.reply_secret(),
                        Duration.ofSeconds(config.reply_timeout_seconds()));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTrigger(WebhookTrigger trigger, Map<String, Object> properties) {
        triggers.add(trigger, properties);
    }

    void removeTrigger(WebhookTrigger trigger) {
        triggers.remove(trigger);
    }

    /** Refuses to open without its secrets, so that the reason shows before the first request. */
    @Override
    public void open(SurfaceContext context) throws Exception {
        secrets(context);
        if (callback != null) {
            Signatures.key(context.secrets().get(callback.secret()));
        }
        surface = context;
    }

    @Override
    public void close() {
        surface = null;
    }

    /** Without an address for replies nobody wants them: they count as delivered. */
    @Override
    public void deliver(OutboundMessage message) throws DeliveryException, InterruptedException {
        SurfaceContext context = surface;
        if (context == null) {
            throw new DeliveryException("the webhook is closed", true, null, null);
        }
        if (callback != null) {
            callback.send(message, context);
        }
    }

    @Override
    public Response handle(Request request) {
        SurfaceContext context = surface;
        if (context == null) {
            return new Response(503, "the webhook is not open yet; come back", COME_BACK_SECONDS);
        }
        if (request.body().length > maxBodyBytes) {
            return new Response(413, "the body is at most " + maxBodyBytes + " bytes", 0);
        }
        try {
            var proof = verifier.verify(request, secrets(context), context.clock().instant());
            var payload = new Payload(request.headers(), json(request.body()));
            if (!mapping.wants(payload)) {
                return ignored();
            }
            var message = message(payload, proof);
            return message.isPresent() ? accepted(context.accept(message.get())) : ignored();
        } catch (Refusal refusal) {
            return new Response(refusal.status(), String.valueOf(refusal.getMessage()), 0);
        } catch (PayloadException malformed) {
            return new Response(400, String.valueOf(malformed.getMessage()), 0);
        } catch (RejectedException rejected) {
            return rejected(rejected);
        } catch (ToolException | IllegalArgumentException secret) {
            LOG.error("The secrets {} of a webhook cannot be used: {}", secretNames, secret.getMessage());
            // strangers need not know why
            return new Response(503, "the webhook cannot check signatures now; come back", COME_BACK_SECONDS);
        }
    }

    private Optional<InboundMessage> message(Payload payload, Verifier.Proof proof)
            throws PayloadException, RejectedException {
        if (mapping.trigger().isEmpty()) {
            return Optional.of(mapping.message(payload, proof.message(), proof.at()));
        }
        var said = triggers.ask(mapping.trigger(),
                new WebhookTrigger.Request(payload.headers(), payload.body(), proof.message(), proof.at()));
        return said.isEmpty()
                ? Optional.empty()
                : Optional.of(mapping.message(payload, said.get(), proof.message(), proof.at()));
    }

    private static Response ignored() {
        return new Response(202, JsonObject.builder().put("ignored", true).build().toString(), 0);
    }

    private List<String> secrets(SurfaceContext context) throws ToolException {
        var secrets = new ArrayList<String>();
        for (String name : secretNames) {
            secrets.add(context.secrets().get(name));
        }
        return secrets;
    }

    private static JsonValue json(byte[] body) throws PayloadException {
        try {
            return JsonValue.parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException malformed) {
            throw new PayloadException("the body is not UTF-8");
        } catch (JsonFormatException malformed) {
            throw new PayloadException("the body is no JSON: " + malformed.getMessage());
        }
    }

    private static Response accepted(Receipt receipt) {
        return new Response(202, JsonObject.builder().put("session", receipt.session()).put("turn", receipt.turn())
                .put("duplicate", receipt.duplicate()).build().toString(), 0);
    }

    private static Response rejected(RejectedException rejected) {
        int status = switch (rejected.code()) {
            case "invalid_params" -> 400;
            case "forbidden" -> 403;
            case "overloaded", "rate_limited" -> 429;
            default -> 503;
        };
        long wait = rejected.retryAfter().map(after -> Math.max(1, after.plusMillis(999).toSeconds()))
                .orElse(status == 429 || status == 503 ? COME_BACK_SECONDS : 0);
        return new Response(status, String.valueOf(rejected.getMessage()), wait);
    }
}

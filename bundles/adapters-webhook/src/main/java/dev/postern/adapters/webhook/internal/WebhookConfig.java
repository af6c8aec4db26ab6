// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * One webhook. Templates are text with placeholders: <code>{/json/pointer}</code> takes from the payload,
 * <code>{header:name}</code> from the request's headers, <code>{/pointer|else}</code> gives a text for what is absent;
 * a brace by itself is written twice.
 */
@ObjectClassDefinition(name = "Postern webhook",
        description = "Messages that come by signed HTTP requests, and replies that go back by signed callbacks.")
public @interface WebhookConfig {
    /** Where a webhook's settings are kept in Configuration Admin; one configuration each. */
    String PID = "dev.postern.adapters.webhook";

    @AttributeDefinition(description = "The hook's id: it answers POST /hooks/{id}")
    String postern_hook_id();

    @AttributeDefinition(description = "The surface's name: webhook. and the id")
    String postern_surface_name();

    @AttributeDefinition(description = "The tenant whose messages it brings")
    String postern_surface_tenant() default "default";

    @AttributeDefinition(description = "The largest body, in bytes", min = "1", max = "16777216")
    long postern_hook_max_body_bytes() default 1_048_576;

    @AttributeDefinition(description = "How requests are signed", options = {
        @Option(value = "standard", label = "Standard Webhooks (webhook-signature)"),
        @Option(value = "github", label = "GitHub (X-Hub-Signature-256)")})
    String signature() default "standard";

    @AttributeDefinition(description = "Names of the secrets that may have signed; several while one replaces another")
    String[] secret();

    @AttributeDefinition(description = "How far a signed time may be from ours, in seconds", min = "1", max = "3600")
    int tolerance_seconds() default 300;

    @AttributeDefinition(
            description = "Conditions template=value; a request that does not meet them all is taken and ignored")
    String[] only() default {};

    @AttributeDefinition(description = "Template: whom the message is from")
    String peer() default "webhook";

    @AttributeDefinition(description = "Template: the conversation")
    String thread() default "webhook";

    @AttributeDefinition(description = "Template: who wrote it, for display")
    String author() default "";

    @AttributeDefinition(description = "Template: what it says; empty where a trigger makes the message")
    String text() default "";

    @AttributeDefinition(
            description = "Name of a plugin's webhook trigger that makes the message, thread and text, instead of"
                    + " these templates; empty for none")
    String trigger() default "";

    @AttributeDefinition(description = "name=template: what comes back with the reply")
    String[] metadata() default {};

    @AttributeDefinition(description = "Where replies are posted to; empty when nobody wants them")
    String reply_url() default "";

    @AttributeDefinition(description = "Name of the whsec_ secret that signs replies")
    String reply_secret() default "";

    @AttributeDefinition(description = "How long a reply may take, in seconds", min = "1", max = "120")
    int reply_timeout_seconds() default 10;
}

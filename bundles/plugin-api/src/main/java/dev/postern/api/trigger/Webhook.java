// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.trigger;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.osgi.service.component.annotations.ComponentPropertyType;

/** Names a {@link WebhookTrigger}, for the webhooks that an administrator opens for it. */
@Documented
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Webhook {
    /** Component properties begin with this. */
    String PREFIX_ = "postern.webhook.";

    /** The service property that names the trigger. */
    String NAME = "postern.webhook.name";

    /** The trigger's name, unique in a gateway: {@code [a-z0-9][a-z0-9-]{0,59}}. */
    String name();
}

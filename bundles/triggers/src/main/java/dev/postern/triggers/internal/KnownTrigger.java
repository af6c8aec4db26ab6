// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.util.Optional;

import dev.postern.api.plugin.PosternPlugin;
import dev.postern.api.trigger.MessagePattern;
import dev.postern.api.trigger.Schedule;
import dev.postern.api.trigger.Webhook;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;

/**
 * A trigger that a plugin offers.
 *
 * @param kind what makes it fire
 * @param plugin its plugin's id
 * @param name its name
 * @param on what: a cron expression, or a pattern; empty for a webhook, whose path an administrator gives
 * @param problem why it does not fire
 */
record KnownTrigger(Kind kind, String plugin, String name, Optional<String> on, Optional<String> problem) {

    static KnownTrigger schedule(ServiceReference<?> reference) {
        return of(Kind.SCHEDULE, reference, Schedule.NAME, Schedule.CRON);
    }

    static KnownTrigger webhook(ServiceReference<?> reference) {
        return of(Kind.WEBHOOK, reference, Webhook.NAME, "");
    }

    static KnownTrigger message(ServiceReference<?> reference) {
        return of(Kind.MESSAGE, reference, MessagePattern.NAME, MessagePattern.REGEX);
    }

    private static KnownTrigger of(Kind kind, ServiceReference<?> reference, String name, String on) {
        return new KnownTrigger(kind, plugin(reference), text(reference, name, ""),
                Optional.of(text(reference, on, "")).filter(text -> !text.isEmpty()), Optional.empty());
    }

    String id() {
        return plugin + "/" + name;
    }

    KnownTrigger with(String why) {
        return new KnownTrigger(kind, plugin, name, on, Optional.of(why));
    }

    static String text(ServiceReference<?> reference, String property, String absent) {
        return reference.getProperty(property) instanceof String text && !text.isBlank() ? text : absent;
    }

    /** What has no id of its own goes by its bundle's name. */
    private static String plugin(ServiceReference<?> reference) {
        var bundle = reference.getBundle();
        return bundle.adapt(BundleRevision.class).getDeclaredCapabilities(PosternPlugin.CAPABILITY).stream()
                .map(capability -> String.valueOf(capability.getAttributes().get(PosternPlugin.CAPABILITY)))
                .findFirst().orElse(bundle.getSymbolicName());
    }

    /** What makes a trigger fire. */
    public enum Kind {
        /** The clock. */
        SCHEDULE,
        /** A signed request. */
        WEBHOOK,
        /** What a message says. */
        MESSAGE
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

import dev.postern.core.home.PosternHome;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.util.converter.Converters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the code that would get settings whether it can use them: rules that a metatype has no words for, such as that a
 * template can be read. A bundle names that code by a capability
 * {@code dev.postern.settings;dev.postern.settings="<pid>";check="<class>"}. The class has a constructor that takes the
 * settings as their annotation type, and the gateway's home before them where it needs that; what it does not like it
 * refuses with an {@link IllegalArgumentException} whose message is {@code <key>: <rule>}. Nothing else of the bundle is
 * there then: it need not be started. Plugins are not asked: their code would run unbounded, before anybody started it.
 */
final class SettingsCheck {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsCheck.class);
    private static final String CAPABILITY = "dev.postern.settings";
    private static final String CHECK = "check";

    private final Bundle[] bundles;
    private final PosternHome home;

    /**
     * Over what is installed.
     *
     * @param home handed to who wants it
     */
    SettingsCheck(PosternHome home, Bundle... bundles) {
        this.home = home;
        this.bundles = bundles;
    }

    /** Refuses settings that their code does not take; those that nobody judges pass. */
    void check(String pid, Map<String, Object> settings) throws Refusal {
        for (var bundle : bundles) {
            var revision = bundle.adapt(BundleRevision.class);
            if (revision != null && !Metatypes.isPlugin(bundle)) {
                for (var capability : revision.getDeclaredCapabilities(CAPABILITY)) {
                    if (pid.equals(capability.getAttributes().get(CAPABILITY))) {
                        ask(bundle, String.valueOf(capability.getAttributes().get(CHECK)), settings);
                    }
                }
            }
        }
    }

    private void ask(Bundle bundle, String name, Map<String, Object> settings) throws Refusal {
        try {
            for (Constructor<?> constructor : bundle.loadClass(name).getDeclaredConstructors()) {
                var arguments = arguments(constructor.getParameterTypes(), settings);
                if (arguments != null) {
                    constructor.setAccessible(true);
                    constructor.newInstance(arguments);
                    return;
                }
            }
            LOG.warn("{} of {} judges no settings: it has no constructor that takes them", name, bundle);
        } catch (InvocationTargetException judged) {
            if (judged.getCause() instanceof IllegalArgumentException refused) {
                throw new Refusal(String.valueOf(refused.getMessage()));
            }
            LOG.warn("{} of {} failed to judge settings, which are taken as they are", name, bundle, judged.getCause());
        } catch (ReflectiveOperationException | LinkageError broken) {
            LOG.warn("{} of {} cannot judge settings, which are taken as they are", name, bundle, broken);
        }
    }

    /** For (settings) or (home, settings); null for any other constructor. */
    private Object @Nullable [] arguments(Class<?>[] types, Map<String, Object> settings) {
        int last = types.length - 1;
        if (last < 0 || last > 1 || !types[last].isAnnotation() || last == 1 && types[0] != PosternHome.class) {
            return null;
        }
        Object typed = Converters.standardConverter().convert(settings).to(types[last]);
        return last == 0 ? new Object[]{typed} : new Object[]{home, typed};
    }
}

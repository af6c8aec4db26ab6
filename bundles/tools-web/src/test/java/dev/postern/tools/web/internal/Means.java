// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;

import dev.postern.access.internal.AccessConfig;
import dev.postern.access.internal.DefaultAccessProvider;
import dev.postern.api.tool.Cancellation;
import dev.postern.api.tool.Progress;
import dev.postern.api.tool.ToolContext;
import dev.postern.core.access.Access;
import dev.postern.core.access.Grants;
import org.osgi.framework.BundleContext;

/** What a call of a web tool may use, over the gateway's own rules of hosts. */
final class Means implements AutoCloseable {
    static final String KEY = "c_1";

    private final Access access;
    private boolean cancelled;

    /** As it is configured, with the presets for what is not said. */
    Means(Path home, Map<String, ?> settings, boolean preview) throws Exception {
        access = new DefaultAccessProvider(
                fake(BundleContext.class, Map.of("getProperty", home.toString())), fake(AccessConfig.class, settings))
                .open(Grants.of(Map.of("dev.postern.plugin", "tools-web", "hosts", "*")), preview,
                        fake(Progress.class, Map.of()));
    }

    /** May reach this machine. */
    static Means local(Path home, boolean preview) throws Exception {
        return new Means(home, Map.of("hosts", new String[]{"tools-web=127.0.0.1:*"}, "privateHosts",
                new String[]{"127.0.0.1"}), preview);
    }

    ToolContext context() {
        Cancellation cancellation = new Cancellation() {
            @Override
            public boolean requested() {
                return cancelled;
            }

            @Override
            public void onRequest(Runnable action) {
                throw new UnsupportedOperationException();
            }
        };
        return fake(ToolContext.class,
                Map.of("http", access.http(), "idempotencyKey", KEY, "cancellation", cancellation));
    }

    void cancel() {
        cancelled = true;
    }

    @Override
    public void close() {
        access.close();
    }

    private static <T> T fake(Class<T> type, Map<String, ?> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, arguments) -> answer(answers, method)));
    }

    private static Object answer(Map<String, ?> answers, Method method) {
        var answer = answers.containsKey(method.getName())
                ? answers.get(method.getName())
                : method.getDefaultValue();
        if (answer == null) {
            throw new UnsupportedOperationException(method.getName());
        }
        return answer;
    }
}

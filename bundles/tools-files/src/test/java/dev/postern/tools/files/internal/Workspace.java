// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.postern.access.internal.AccessConfig;
import dev.postern.access.internal.DefaultAccessProvider;
import dev.postern.api.tool.Cancellation;
import dev.postern.api.tool.Progress;
import dev.postern.api.tool.ToolContext;
import dev.postern.core.access.Grants;
import org.osgi.framework.BundleContext;

/** A call's context over the gateway's own confinement, with the folder {@code workspace} of a home as its only root. */
final class Workspace implements Cancellation {
    private final ToolContext context;
    private int looksUntilCancelled = Integer.MAX_VALUE;

    Workspace(Path home) throws Exception {
        this(home, "workspace=workspace");
    }

    Workspace(Path home, String... roots) throws Exception {
        var settings = Map.<String, Object>of(
                "roots", roots,
                "privateHosts", new String[0],
                "maxFileBytes", 16 << 20,
                "sandbox", "auto",
                "sandboxHides", new String[0]);
        var config = fake(AccessConfig.class, settings);
        var bundle = fake(BundleContext.class, Map.of("getProperty", home.toString()));
        var access = new DefaultAccessProvider(bundle, config)
                .open(
                        new Grants("tools-files", List.of(), List.of("*:write"), List.of(), List.of()),
                        false,
                        fake(Progress.class, Map.of()));
        context = fake(ToolContext.class, Map.of("files", access.files(), "cancellation", this));
    }

    ToolContext context() {
        return context;
    }

    /** Cancels the call once it has been asked so often whether it is. */
    void cancelAfter(int looks) {
        looksUntilCancelled = looks;
    }

    @Override
    public boolean requested() {
        return --looksUntilCancelled < 0;
    }

    @Override
    public void onRequest(Runnable action) {
        throw new UnsupportedOperationException();
    }

    private static <T> T fake(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[]{type}, (proxy, method, arguments) -> {
                    var answer = answers.getOrDefault(method.getName(), method.getDefaultValue());
                    if (answer == null) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answer;
                }));
    }
}

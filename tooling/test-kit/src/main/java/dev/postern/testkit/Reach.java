// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.postern.access.internal.AccessConfig;
import dev.postern.access.internal.DefaultAccessProvider;
import dev.postern.api.tool.Progress;
import dev.postern.core.access.Grants;
import org.osgi.framework.BundleContext;

/**
 * The gateway's rules of what a plugin may reach, over a temporary home. Its roots are those that the plugin asks for, each a
 * folder of that name; {@code *} is {@code workspace}.
 */
final class Reach implements AutoCloseable {
    private static final String LOCAL = "127.0.0.1";
    private static final String SENDER = "test-kit";

    private final Grants grants;
    private final Path home;
    private final DefaultAccessProvider provider;

    private Reach(Grants grants, Path home, DefaultAccessProvider provider) {
        this.grants = grants;
        this.home = home;
        this.provider = provider;
    }

    static Reach of(Grants grants) {
        try {
            var home = Files.createTempDirectory("postern-test-").toRealPath();
            for (var root : roots(grants)) {
                Files.createDirectories(home.resolve(root));
            }
            var settings = Map.<String, Object>of(
                    "roots", roots(grants).stream().map(root -> root + "=" + root).toArray(String[]::new),
                    // a plugin that asks for every host gets those of the test's servers
                    "hosts", new String[]{grants.plugin() + "=*:*", SENDER + "=" + LOCAL + ":*"},
                    "privateHosts", new String[]{LOCAL});
            return new Reach(grants, home, new DefaultAccessProvider(
                    answering(BundleContext.class, Map.of("getProperty", home.toString())),
                    answering(AccessConfig.class, settings)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path home() {
        return home;
    }

    Means means(Map<String, StandIn> servers, boolean preview, Progress progress) {
        var sender = new Grants(SENDER, List.of("*"), List.of(), List.of(), List.of());
        return new Means(provider.open(grants, preview, progress), provider.open(grants, true, progress),
                provider.open(sender, false, progress), servers, preview);
    }

    private static List<String> roots(Grants grants) {
        return grants.files().stream().map(asked -> asked.substring(0, asked.lastIndexOf(':')))
                .map(root -> root.equals("*") ? "workspace" : root).distinct().toList();
    }

    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        var all = new HashMap<>(answers);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, arguments) -> all.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    @Override
    public void close() {
        provider.stop();
        try (Stream<Path> files = Files.walk(home)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

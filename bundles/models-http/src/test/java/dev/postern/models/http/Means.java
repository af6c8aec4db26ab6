// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import dev.postern.access.internal.AccessConfig;
import dev.postern.access.internal.DefaultAccessProvider;
import dev.postern.api.model.ModelContext;
import dev.postern.api.model.ModelDelta;
import dev.postern.api.model.ModelImage;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.Progress;
import dev.postern.api.tool.Secrets;
import dev.postern.core.access.Access;
import dev.postern.core.access.Grants;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** What an exchange may use, with the real rules of hosts and secrets. */
public final class Means implements ModelContext, AutoCloseable {
    /** The key, in the secret {@code model.key}. */
    public static final String KEY = "sk-canary-4711";

    private final List<ModelDelta> deltas = new CopyOnWriteArrayList<>();
    private final Path secret;
    private final Access access;
    private HttpAccess.@Nullable Stream stream;

    /** With these folders. */
    public Means(Path home) throws Exception {
        secret = Files.createDirectories(home.resolve("secrets")).resolve("model.key");
        Files.writeString(secret, KEY);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        var bundle = fake(BundleContext.class, Map.of("getProperty", home.toString()));
        access = new DefaultAccessProvider(bundle, settings(AccessConfig.class,
                Map.of("hosts", new String[]{"models-test=127.0.0.1:*"},
                        "privateHosts", new String[]{"127.0.0.1"})))
                .open(Grants.of(Map.of("dev.postern.plugin", "models-test", "hosts", "*", "secrets", "*")), false,
                        fake(Progress.class, Map.of()));
    }

    /** Settings with their presets, but for these. */
    public static <T> T settings(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    private static <T> T fake(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, arguments) -> values.get(method.getName())));
    }

    /** Puts another key into the secret. */
    void changeKey(String key) throws IOException {
        Files.writeString(secret, key);
    }

    /** Takes the secret away. */
    void loseKey() throws IOException {
        Files.delete(secret);
    }

    /** What was shown on the way, in its order. */
    public List<ModelDelta> deltas() {
        return List.copyOf(deltas);
    }

    /** The text that was shown on the way. */
    public String shown() {
        var text = new StringBuilder();
        for (var delta : deltas) {
            if (delta instanceof ModelDelta.Text(var some)) {
                text.append(some);
            }
        }
        return text.toString();
    }

    /** From now on the answer is a stream of these pieces, whoever is asked. */
    void answer(Supplier<byte[]> pieces) {
        stream = new HttpAccess.Stream() {
            @Override
            public int status() {
                return 200;
            }

            @Override
            public Map<String, List<String>> headers() {
                return Map.of("content-type", List.of("text/event-stream"));
            }

            @Override
            public byte[] next(Duration patience) {
                return pieces.get();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public HttpAccess http() {
        var answer = stream;
        return answer == null ? access.http() : fake(HttpAccess.class, Map.of("open", answer));
    }

    @Override
    public Secrets secrets() {
        return access.secrets();
    }

    /** Of each image the bytes are its id. */
    @Override
    public byte[] image(ModelImage image) {
        return image.blob().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void delta(ModelDelta delta) {
        deltas.add(delta);
    }

    @Override
    public void close() {
        access.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.postern.api.tool.FileRoot;
import dev.postern.api.tool.Progress;
import dev.postern.core.access.Grants;
import dev.postern.core.health.HealthPart.Health;
import dev.postern.core.home.PosternHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/** Roots that cannot be used are refused when they are configured, and keep nobody else out when they break later. */
class SettingsTest {
    @TempDir
    Path home;

    @Test
    void refusesRootsNamingTheRule() {
        for (var bad : Map.of("workspace", "roots: each is name=path", "a=conf", "is the gateway's own",
                "a=missing:ro", "roots: there is no folder", "a=file/x", "it cannot be made").entrySet()) {
            assertThatThrownBy(() -> {
                Files.write(home.resolve("file"), new byte[0]);
                Files.createDirectories(home.resolve("conf"));
                new DefaultAccessProvider(new PosternHome(home), config(bad.getKey()));
            }).as(bad.getKey()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(bad.getValue());
        }
        assertThatThrownBy(() -> new DefaultAccessProvider(new PosternHome(home), config("a=x", "a=y")))
                .hasMessage("roots: the name a stands twice");
    }

    @Test
    void aFolderThatIsNotThereKeepsNoOtherOutAndIsUsedOnceItIs() throws Exception {
        var provider = provider(config("workspace=workspace", "share=mounted:ro"));
        assertThat(roots(provider)).containsExactly("workspace");
        assertThat(provider.health())
                .isEqualTo(Health.down("roots: there is no folder " + home.resolve("mounted")));

        Files.createDirectory(home.resolve("mounted"));
        assertThat(roots(provider)).containsExactlyInAnyOrder("workspace", "share");
        assertThat(provider.health()).isEqualTo(Health.UP);
    }

    @Test
    void goesOnWithNewSettingsAfterBadOnes() throws Exception {
        var provider = provider(config("nothing like a root"));
        assertThat(roots(provider)).isEmpty();
        provider.change(config("workspace=workspace"));
        assertThat(roots(provider)).containsExactly("workspace");
    }

    private DefaultAccessProvider provider(AccessConfig config) throws Exception {
        return new DefaultAccessProvider(fake(BundleContext.class, Map.of("getProperty", home.toString())), config);
    }

    private static List<String> roots(DefaultAccessProvider provider) {
        var grants = new Grants("test", List.of(), List.of("*:write"), List.of(), List.of());
        return provider.open(grants, false, fake(Progress.class, Map.of())).files().roots().stream()
                .map(FileRoot::name).toList();
    }

    private static AccessConfig config(String... roots) {
        // a host that stands twice is no mistake
        return fake(AccessConfig.class, Map.of("roots", roots, "privateHosts", new String[]{"a", "a"},
                "maxFileBytes", 1024));
    }

    private static <T> T fake(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, arguments) -> answers.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}

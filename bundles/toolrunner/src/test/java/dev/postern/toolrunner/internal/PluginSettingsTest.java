// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What a tool gets to see of its plugin's configuration. */
class PluginSettingsTest {
    private final Map<String, Map<String, Object>> configured = new HashMap<>();
    private boolean unreadable;
    private final PluginSettings settings = new PluginSettings(admin());

    @Test
    void aTenantsSettingsLieOverThePlugins() {
        configured.put("dev.postern.plugin.hello", Map.of("greeting", "hello", "loud", true));
        configured.put("dev.postern.plugin.hello~acme", Map.of("greeting", "good day"));
        assertThat(settings.of("hello", "default"))
                .isEqualTo(JsonObject.builder().put("greeting", "hello").put("loud", true).build());
        assertThat(settings.of("hello", "acme"))
                .isEqualTo(JsonObject.builder().put("greeting", "good day").put("loud", true).build());
        assertThat(settings.of("other", "acme")).isEqualTo(JsonObject.EMPTY);
    }

    @Test
    void valuesKeepTheirKind() {
        configured.put("dev.postern.plugin.kinds", Map.of("truth", false, "whole", 7, "broken", 0.5, "letter", 'x',
                "texts", new String[]{"a", "b"}, "numbers", new int[]{1, 2}, "list", List.of("c", 3L)));
        assertThat(settings.of("kinds", "default")).isEqualTo(JsonObject.builder()
                .put("truth", JsonBoolean.of(false))
                .put("whole", new JsonNumber(7))
                .put("broken", new JsonNumber(0.5))
                .put("letter", new JsonString("x"))
                .put("texts", JsonArray.ofStrings(List.of("a", "b")))
                .put("numbers", new JsonArray(List.of(new JsonNumber(1), new JsonNumber(2))))
                .put("list", new JsonArray(List.of(new JsonString("c"), new JsonNumber(3))))
                .build());
    }

    @Test
    void whatTheConfigurationAdminAddsIsNoSetting() {
        configured.put("dev.postern.plugin.hello", Map.of("service.pid", "dev.postern.plugin.hello",
                "felix.fileinstall.filename", "file", ":configurator:x", "y", ".postern.file", "hello.json", "greeting",
                "hello"));
        assertThat(settings.of("hello", "default")).isEqualTo(JsonObject.of("greeting", "hello"));
    }

    @Test
    void namesThatAreNoneFindNothing() {
        configured.put("dev.postern.plugin.hello", Map.of("greeting", "hello"));
        assertThat(settings.of("hello)(service.pid=*", "default")).isEqualTo(JsonObject.EMPTY);
        assertThat(settings.of("hello", "*")).isEqualTo(JsonObject.EMPTY);
        assertThat(settings.of("", "default")).isEqualTo(JsonObject.EMPTY);
    }

    @Test
    void settingsThatCannotBeReadAreAbsent() {
        unreadable = true;
        assertThat(settings.of("hello", "default")).isEqualTo(JsonObject.EMPTY);
    }

    private ConfigurationAdmin admin() {
        return proxy(ConfigurationAdmin.class, "listConfigurations", filter -> {
            if (unreadable) {
                throw new IOException("the disk is gone");
            }
            var pid = filter.toString().replaceAll("^\\(service\\.pid=|\\)$", "");
            var found = configured.get(pid);
            return found == null ? null : new Configuration[]{configuration(found)};
        });
    }

    private static Configuration configuration(Map<String, Object> values) {
        Dictionary<String, Object> properties = new Hashtable<>(values);
        return proxy(Configuration.class, "getProcessedProperties", ignored -> properties);
    }

    private static <T> T proxy(Class<T> type, String answered, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo(answered);
                    return answer.to(arguments[0] == null ? "" : arguments[0]);
                }));
    }

    @FunctionalInterface
    private interface Answer {
        @Nullable
        Object to(Object question) throws Exception;
    }
}

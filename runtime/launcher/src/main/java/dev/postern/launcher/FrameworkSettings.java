// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;

/** The framework's properties: shipped defaults, over them the home's own, over those the environment. */
final class FrameworkSettings {
    private static final String FILE = "framework.properties";

    private FrameworkSettings() {}

    static Map<String, String> read(Distribution distribution, Home home, Map<String, String> environment)
            throws IOException {
        Map<String, String> settings = new HashMap<>();
        load(distribution.conf(FILE), settings);
        load(home.conf().resolve(FILE), settings);

        @Nullable
        String port = environment.get("POSTERN_PORT");
        if (port != null && !port.isBlank()) {
            settings.put("org.osgi.service.http.port", port(port.strip()));
        }
        settings.put("postern.home", home.root().toString());
        settings.put("postern.dist", distribution.root().toString());
        settings.put(Constants.FRAMEWORK_STORAGE, home.cache().resolve("bundles").toString());
        settings.replaceAll((name, value) -> value.replace("${postern.home}", home.root().toString())
                .replace("${postern.dist}", distribution.root().toString()));
        Listening.check(settings);
        return settings;
    }

    private static String port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return text;
            }
        } catch (NumberFormatException notANumber) {
            // said below, in the words of the setting
        }
        throw new IllegalArgumentException("POSTERN_PORT must be a number from 0 to 65535, not '" + text + "'");
    }

    private static void load(Path file, Map<String, String> into) throws IOException {
        if (Files.notExists(file)) {
            return;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        properties.forEach((name, value) -> into.put((String) name, (String) value));
    }
}

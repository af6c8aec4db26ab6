// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolhost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/**
 * Starts the framework of a tool host. Standard output belongs to the line to the gateway: what anybody prints goes to
 * standard error.
 */
public final class Main {
    /** Which bundles, in order; paths joined by the separator of paths. */
    private static final String BUNDLES = "postern.toolhost.bundles";
    private static final int CANNOT_START = 1;

    private Main() {}

    /** @param args the file with the framework's properties */
    public static void main(String[] args) {
        System.setOut(System.err);
        try {
            run(read(Path.of(args[0])));
        } catch (IOException | BundleException | RuntimeException failed) {
            System.err.println("the tool host cannot start: " + failed);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        // threads that a plugin left keep nothing alive
        Runtime.getRuntime().halt(CANNOT_START);
    }

    private static void run(Map<String, String> settings) throws BundleException, InterruptedException {
        var framework = new FrameworkFactory().newFramework(settings);
        framework.init();
        var bundles = new ArrayList<Bundle>();
        for (var path : paths(settings.getOrDefault(BUNDLES, ""))) {
            bundles.add(framework.getBundleContext().installBundle(path.toUri().toString()));
        }
        framework.start();
        for (var bundle : bundles) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        }
        framework.waitForStop(0);
    }

    private static List<Path> paths(String joined) {
        var paths = new ArrayList<Path>();
        for (var path : joined.split(java.io.File.pathSeparator)) {
            paths.add(Path.of(path));
        }
        return paths;
    }

    private static Map<String, String> read(Path file) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        var settings = new HashMap<String, String>();
        properties.forEach((name, value) -> settings.put((String) name, (String) value));
        return settings;
    }
}

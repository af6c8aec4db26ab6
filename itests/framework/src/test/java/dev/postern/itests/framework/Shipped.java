// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.framework;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarFile;

import org.ops4j.pax.exam.Option;
import org.osgi.framework.Constants;

/** The distribution's bundles at their start levels, with its framework properties, on a home of their own. */
final class Shipped {
    /**
     * The bundles that Pax Exam cannot bear, each with its reason: this list is the whole difference between what is
     * tested here and what ships.
     */
    static final Set<String> LEFT_OUT = Set.of();

    private static final Path ROOT = Path.of(System.getProperty("postern.root"));
    private static final Path DISTRIBUTION = Path
            .of(System.getProperty("postern.distribution", ROOT + "/runtime/distribution/target/postern-0.1.0"));
    private static final Path BUNDLES = DISTRIBUTION.resolve("bundles");

    private Shipped() {}

    static Option[] options() throws IOException {
        var options = new ArrayList<Option>();
        options.add(junitBundles());
        options.add(frameworkStartLevel(20));
        var home = Files.createTempDirectory(
                Files.createDirectories(ROOT.resolve("itests/framework/target/homes")), "home-");
        options.add(frameworkProperty("postern.home").value(home.toString()));
        options.add(frameworkProperty("postern.dist").value(DISTRIBUTION.toString()));
        options.add(frameworkProperty("org.osgi.service.http.port").value("0"));
        for (var property : frameworkProperties().entrySet()) {
            if (!Set.of("org.osgi.service.http.port", "postern.home").contains(property.getKey())) {
                options.add(frameworkProperty((String) property.getKey()).value(property.getValue()));
            }
        }
        for (var jar : bundles()) {
            int level = Integer.parseInt(BUNDLES.relativize(jar).getName(0).toString());
            var bundle = bundle(jar.toUri().toString()).startLevel(level);
            options.add(isFragment(jar) ? bundle.noStart() : bundle);
        }
        return new Option[]{composite(options.toArray(Option[]::new))};
    }

    private static boolean isFragment(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue(Constants.FRAGMENT_HOST) != null;
        }
    }

    /** All shipped bundle files but those left out. */
    static List<Path> bundles() throws IOException {
        try (var files = Files.walk(BUNDLES)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> LEFT_OUT.stream()
                            .noneMatch(name -> String.valueOf(file.getFileName()).startsWith(name + "-")))
                    .sorted()
                    .toList();
        }
    }

    private static Properties frameworkProperties() throws IOException {
        var properties = new Properties();
        try (InputStream in = Files.newInputStream(DISTRIBUTION.resolve("conf/framework.properties"))) {
            properties.load(in);
        }
        return properties;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.ConfigurationAdmin;

/** A framework with Configuration Admin and the resolver of references, whose API is the test's own. */
final class Platform implements AutoCloseable {
    private static final List<String> BUNDLES = List.of("org.osgi.util.function", "org.apache.felix.converter",
            "org.apache.felix.configadmin.plugin.interpolation", "org.apache.felix.configadmin-");

    private final Framework framework;

    Platform(Path home) throws BundleException {
        var settings = new HashMap<String, String>();
        settings.put(Constants.FRAMEWORK_STORAGE, home.resolve("cache").toString());
        settings.put("felix.cm.dir", home.resolve("data/configurations").toString());
        settings.put("felix.cm.config.plugins", "org.apache.felix.configadmin.plugin.interpolation");
        settings.put("org.apache.felix.configadmin.plugin.interpolation.secretsdir",
                home.resolve("secrets").toString());
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.osgi.service.cm;version=\"1.6.1\","
                + "dev.postern.core.home,org.slf4j;version=\"1.7.36\",org.osgi.service.log;version=\"1.4\"");
        framework = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(settings);
        framework.start();
        for (var part : BUNDLES) {
            var jar = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> Path.of(entry).getFileName().toString().startsWith(part)).findFirst()
                    .orElseThrow(() -> new IllegalStateException(part + " is not on the class path"));
            context().installBundle("reference:" + Path.of(jar).toUri());
        }
        for (var bundle : context().getBundles()) {
            bundle.start();
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    ConfigurationAdmin admin() {
        return java.util.Objects.requireNonNull(
                context().getService(context().getServiceReference(ConfigurationAdmin.class)));
    }

    /** Installs a bundle that does nothing but describe a configuration. */
    Bundle install(String pidAttribute, String attributes) throws IOException, BundleException {
        return install(pidAttribute, attributes, "test");
    }

    /** The same as a plugin, as the plugin manager installs them. */
    Bundle installPlugin(String pidAttribute, String attributes, String capability, Class<?>... classes)
            throws IOException, BundleException {
        return installAt("plugin:", pidAttribute, attributes, capability, classes);
    }

    /** The same with a capability, and with these classes in it. */
    Bundle install(String pidAttribute, String attributes, String capability, Class<?>... classes)
            throws IOException, BundleException {
        return installAt("test:", pidAttribute, attributes, capability, classes);
    }

    private Bundle installAt(String place, String pidAttribute, String attributes, String capability,
            Class<?>... classes) throws IOException, BundleException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, "described" + System.nanoTime());
        manifest.getMainAttributes().putValue(Constants.PROVIDE_CAPABILITY, capability);
        manifest.getMainAttributes().putValue(Constants.IMPORT_PACKAGE, "dev.postern.core.home");
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new JarEntry("OSGI-INF/metatype/a.xml"));
            jar.write(
                    ("<metatype:MetaData xmlns:metatype='http://www.osgi.org/xmlns/metatype/v1.2.0'><OCD id='a' name='a'>"
                            + attributes + "</OCD><Designate " + pidAttribute + "><Object ocdref='a'/></Designate>"
                            + "</metatype:MetaData>").getBytes(StandardCharsets.UTF_8));
            for (var type : classes) {
                var file = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(file));
                try (var in = type.getClassLoader().getResourceAsStream(file)) {
                    java.util.Objects.requireNonNull(in, file).transferTo(jar);
                }
            }
        }
        return context().installBundle(place + System.nanoTime(), new ByteArrayInputStream(bytes.toByteArray()));
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(60_000);
    }
}

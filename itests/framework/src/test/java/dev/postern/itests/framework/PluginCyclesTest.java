// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.framework;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.inject.Inject;

import dev.postern.core.plugin.PluginManager;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Plugins come, change and go: nothing of the platform notices, and nothing of them stays. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PluginCyclesTest {
    private static final boolean FULL = Boolean.getBoolean("postern.full");
    private static final int CYCLES = FULL ? 500 : 5;
    /** Turns that fill what is kept of turns on purpose: the database's page cache and the store's newest rows. */
    private static final int FILLING = FULL ? 3_000 : 0;
    /** A session takes so many messages a minute, and no more. */
    private static final int CYCLES_A_SESSION = 100;
    private static final String PLUGIN = "dev.postern.itests.hostile.tools";
    private static final Path FIRST = Path.of(System.getProperty("postern.root", ""))
            .resolve("itests/hostile-tools/target/dev.postern.itests-hostile-tools-0.1.0.jar");

    @Inject
    private BundleContext context;

    @Inject
    private PluginManager plugins;

    @Inject
    private ServiceComponentRuntime components;

    private final Conversations people = new Conversations();

    @Configuration
    public Option[] shipped() throws Exception {
        var second = Files.createTempFile(FIRST.getParent(), "second-", ".jar");
        copyAs("0.2.0", second);
        second.toFile().deleteOnExit();
        return new Option[]{composite(Shipped.options()),
            frameworkProperty("test.plugin.first").value(FIRST.toString()),
            frameworkProperty("test.plugin.second").value(second.toString())};
    }

    private static void copyAs(String version, Path copy) throws IOException {
        try (var original = new JarFile(FIRST.toFile())) {
            var manifest = original.getManifest();
            manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, version);
            try (var out = new JarOutputStream(Files.newOutputStream(copy), manifest)) {
                for (var entry : original.stream().filter(entry -> !entry.getName().equals(JarFile.MANIFEST_NAME))
                        .toList()) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    original.getInputStream(entry).transferTo(out);
                    out.closeEntry();
                }
            }
        }
    }

    @Test
    public void leaveThePlatformAsItWasAndNothingBehind() throws Exception {
        var registration = people.register(context);
        people.awaitOpen();
        new Components(context, components).awaitSatisfied();
        for (int turn = 0; turn < FILLING; turn++) {
            people.ask("filling-" + turn / CYCLES_A_SESSION, "/time.now");
        }
        var before = platform();
        var loaders = new ArrayList<WeakReference<ClassLoader>>();
        var settled = Footprint.now();
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            if (cycle == CYCLES / 5) {
                settled = Footprint.now();
            }
            var session = "cycles-" + cycle / CYCLES_A_SESSION;
            loaders.add(serve(session, "test.plugin.first", "0.1.0"));
            loaders.add(serve(session, "test.plugin.second", "0.2.0"));
            plugins.uninstall("hostile-tools", "test");
            assertEquals(Optional.empty(), installed());
            assertTrue(people.ask(session, "/hostile.talks").text().contains("no tool"));
            assertEquals(Map.of(), missing(before, platform()));
            assertEquals(Map.of(), missing(platform(), before));
        }
        registration.unregister();
        awaitCollection(loaders);
        var now = Footprint.now();
        assertTrue(settled + " after a fifth of the cycles, " + now + " at the end", now.isFlatFrom(settled));
    }

    /** Installs it, has it used, and gives what must not outlive it. */
    private WeakReference<ClassLoader> serve(String session, String file, String version) throws Exception {
        plugins.install(Path.of(context.getProperty(file)), "path", "test");
        var bundle = installed().orElseThrow();
        assertEquals(version, bundle.getVersion().toString());
        var reply = people.ask(session, "/hostile.talks").text();
        assertTrue(reply, reply.contains("said"));
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    }

    private Optional<Bundle> installed() {
        return Arrays.stream(context.getBundles()).filter(bundle -> PLUGIN.equals(bundle.getSymbolicName()))
                .findFirst();
    }

    /** The services of all bundles but the plugin's and the test's, by their ids: one that was made anew has another. */
    private Map<Long, String> platform() throws Exception {
        var services = new TreeMap<Long, String>();
        for (ServiceReference<?> service : context.getAllServiceReferences(null, null)) {
            var bundle = service.getBundle();
            if (bundle != null && bundle.getSymbolicName().startsWith("dev.postern.")
                    && !PLUGIN.equals(bundle.getSymbolicName())) {
                services.put((Long) service.getProperty(Constants.SERVICE_ID),
                        List.of((String[]) service.getProperty(Constants.OBJECTCLASS)) + " of "
                                + bundle.getSymbolicName());
            }
        }
        return services;
    }

    private static Map<Long, String> missing(Map<Long, String> from, Map<Long, String> in) {
        var missing = new TreeMap<>(from);
        missing.keySet().removeAll(in.keySet());
        return missing;
    }

    private static void awaitCollection(List<WeakReference<ClassLoader>> loaders) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (loaders.stream().anyMatch(loader -> loader.get() != null) && System.nanoTime() < end) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertEquals("class loaders left of " + loaders.size(), 0,
                loaders.stream().filter(loader -> loader.get() != null).count());
    }
}

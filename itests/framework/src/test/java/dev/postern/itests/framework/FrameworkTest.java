// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.framework;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.inject.Inject;

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
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * The shipped bundles in one framework: all there, all up, nothing exported that should not be. Pax Exam has no driver for
 * Jupiter: this one runs under the vintage engine.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FrameworkTest {
    /** What bundles with the wires of models share: each holds a copy, which nobody else sees. */
    private static final String SHARED = "/dev/postern/models/http";

    @Inject
    private BundleContext context;

    @Inject
    private ServiceComponentRuntime components;

    @Configuration
    public Option[] shipped() throws Exception {
        return Shipped.options();
    }

    @Test
    public void everyBundleIsActive() {
        var down = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Bundle::toString)
                .toList();
        assertEquals(List.of(), down);
    }

    @Test
    public void whatShipsIsHereExactlyButForWhatIsLeftOut() throws Exception {
        assertEquals(Set.of(), Shipped.LEFT_OUT);
        var installed = Arrays.stream(context.getBundles()).map(Bundle::getLocation).toList();
        for (var jar : Shipped.bundles()) {
            assertTrue(jar + " is not installed", installed.contains(jar.toUri().toString()));
        }
    }

    @Test
    public void everyComponentGetsSatisfied() throws Exception {
        new Components(context, components).awaitSatisfied();
    }

    @Test
    public void onlyApiBundlesOfOursExport() {
        var exporting = new TreeSet<String>();
        for (var bundle : context.getBundles()) {
            var name = String.valueOf(bundle.getSymbolicName());
            if (name.startsWith("dev.postern.") && bundle.getHeaders().get(Constants.EXPORT_PACKAGE) != null) {
                exporting.add(name);
            }
        }
        assertEquals(new TreeSet<>(List.of("dev.postern.core.api", "dev.postern.plugin.api", "dev.postern.protocol")),
                exporting);
    }

    @Test
    public void noPackageOfOursIsSplit() {
        var owners = new java.util.HashMap<String, String>();
        var split = new ArrayList<String>();
        for (var bundle : context.getBundles()) {
            var name = String.valueOf(bundle.getSymbolicName());
            if (!name.startsWith("dev.postern.")) {
                continue;
            }
            var entries = bundle.findEntries("/dev/postern", "*.class", true);
            var packages = new TreeSet<String>();
            while (entries != null && entries.hasMoreElements()) {
                var path = entries.nextElement().getPath();
                packages.add(path.substring(0, path.lastIndexOf('/')));
            }
            packages.remove(SHARED);
            for (var own : packages) {
                var other = owners.putIfAbsent(own, name);
                if (other != null) {
                    split.add(own + " in " + other + " and " + name);
                }
            }
        }
        assertTrue("looked at nothing", owners.size() > 5);
        assertEquals(List.of(), split);
    }
}

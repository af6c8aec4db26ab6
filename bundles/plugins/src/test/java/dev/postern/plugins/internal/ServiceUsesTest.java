// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/** Felix's table of who uses which service. */
class ServiceUsesTest {
    @Test
    @Timeout(20)
    void ofABundleThatIsGoneAreForgotten(@TempDir Path folder) throws Exception {
        var framework = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, folder.toString()));
        framework.start();
        try {
            var gone = useAService(framework.getBundleContext(), new ServiceUses(framework));
            while (gone.get() != null && !Thread.currentThread().isInterrupted()) {
                System.gc();
                Thread.onSpinWait();
            }
            assertThat(gone.get()).isNull();
        } finally {
            framework.stop();
            framework.waitForStop(0);
        }
    }

    private static WeakReference<Bundle> useAService(BundleContext context, ServiceUses uses) throws Exception {
        context.registerService(Runnable.class, () -> {}, null);
        var going = context.installBundle("going", new ByteArrayInputStream(bundle()));
        going.start();
        var own = going.getBundleContext();
        var service = own.getService(Objects.requireNonNull(own.getServiceReference(Runnable.class)));
        assertThat(service).isNotNull();
        going.uninstall();
        var refreshed = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class).refreshBundles(null,
                event -> refreshed.countDown());
        refreshed.await();
        uses.forget(going);
        return new WeakReference<>(going);
    }

    private static byte[] bundle() throws Exception {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, "test.going");
        var bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        return bytes.toByteArray();
    }
}

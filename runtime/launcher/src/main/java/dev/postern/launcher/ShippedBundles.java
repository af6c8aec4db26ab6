// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.postern.launcher.Distribution.Shipped;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * Makes the framework's own bundles those of the distribution. Only locations {@code core:<symbolic name>/<sha256>} are
 * touched; what plugins installed stays as it is.
 */
final class ShippedBundles {
    private static final String PREFIX = "core:";

    private final BundleContext context;
    private final PrintStream problems;

    ShippedBundles(BundleContext context, PrintStream problems) {
        this.context = context;
        this.problems = problems;
    }

    /**
     * Installs what is missing or changed, uninstalls what is no longer shipped. When the stamp of the last time still
     * fits there is nothing to do: the framework remembers its bundles and that they are to be started.
     *
     * @param standIns what serves in place of shipped bundles
     * @param stampFile where the last stamp is kept
     */
    void install(Distribution distribution, StandIns standIns, Path stampFile) throws IOException, BundleException {
        List<Shipped> shipped = distribution.bundles();
        String stamp = Distribution.stamp(shipped) + standIns.stamp();
        if (Files.exists(stampFile) && Files.readString(stampFile).equals(stamp)) {
            return;
        }
        Files.deleteIfExists(stampFile);
        Map<String, Bundle> installed = installed();
        Map<String, Shipped> wanted = new LinkedHashMap<>();
        for (Shipped bundle : standIns.over(shipped, problems)) {
            wanted.put(location(bundle.jar()), bundle);
        }
        for (Map.Entry<String, Bundle> old : installed.entrySet()) {
            if (!wanted.containsKey(old.getKey())) {
                old.getValue().uninstall();
            }
        }
        for (Map.Entry<String, Shipped> entry : wanted.entrySet()) {
            install(entry.getKey(), entry.getValue());
        }
        Files.writeString(stampFile, stamp);
    }

    private void install(String location, Shipped shipped) throws IOException {
        try (InputStream content = Files.newInputStream(shipped.jar())) {
            Bundle bundle = context.installBundle(location, content);
            bundle.adapt(BundleStartLevel.class).setStartLevel(shipped.level());
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        } catch (BundleException reason) {
            problems.println("postern: " + shipped.jar().getFileName() + ": " + reason.getMessage());
        }
    }

    private Map<String, Bundle> installed() {
        Map<String, Bundle> bundles = new HashMap<>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getLocation().startsWith(PREFIX)) {
                bundles.put(bundle.getLocation(), bundle);
            }
        }
        return bundles;
    }

    private static String location(Path jar) throws IOException {
        return PREFIX + BundleFile.read(jar).name() + "/" + sha256(jar);
    }

    private static String sha256(Path file) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}

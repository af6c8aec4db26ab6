// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;

/**
 * Runs the gateway in the foreground until a signal, or something inside the framework, ends it. Exit codes: 0 after an
 * orderly end, 1 when it could not start (said in one line on standard error).
 */
public final class Launcher {
    private Launcher() {}

    /** @param args the distribution folder */
    public static void main(String[] args) {
        int status = 1;
        try {
            status = run(new Distribution(Path.of(args[0]).toAbsolutePath().normalize()));
        } catch (HomeLock.Refused refused) {
            complain(refused.getMessage());
        } catch (IOException | BundleException | IllegalArgumentException failed) {
            complain("postern: cannot start: " + failed);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        // not exit: the framework is down by now, or never came up, and the hook below is for signals
        Runtime.getRuntime().halt(status);
    }

    private static int run(Distribution distribution)
            throws IOException, BundleException, HomeLock.Refused, InterruptedException {
        Home home = Home.of(System.getenv(), System.getProperty("user.home"));
        home.create();
        Framework framework = new FrameworkFactory()
                .newFramework(FrameworkSettings.read(distribution, home, System.getenv()));
        OrderlyEnd end = OrderlyEnd.onSignal(framework);
        try (HomeLock _ = end.take(home)) {
            configureLogging(distribution, home);
            framework.init();
            new ShippedBundles(framework.getBundleContext(), System.err).install(distribution,
                    new StandIns(home.root().resolve("data").resolve("bundles")),
                    home.cache().resolve("bundles.stamp"));
            FrameworkEvent last;
            do {
                framework.start();
                Announcement.whenListening(home, framework);
                last = framework.waitForStop(0);
            } while (last.getType() == FrameworkEvent.STOPPED_UPDATE);
            end.awaitIfSignalled();
            return last.getType() == FrameworkEvent.ERROR ? 1 : 0;
        }
    }

    /** Both logging libraries look for these properties when they start. The home's own files win over the shipped. */
    private static void configureLogging(Distribution distribution, Home home) {
        System.setProperty("postern.home", home.root().toString());
        String logback = "stderr".equals(System.getenv("POSTERN_LOG")) ? "logback-stderr.xml" : "logback.xml";
        System.setProperty("logback.configurationFile", file(logback, distribution, home));
        System.setProperty("java.util.logging.config.file", file("logging.properties", distribution, home));
    }

    private static String file(String name, Distribution distribution, Home home) {
        Path own = home.conf().resolve(name);
        return (Files.exists(own) ? own : distribution.conf(name)).toString();
    }

    private static void complain(@Nullable String line) {
        System.err.println(line);
    }
}

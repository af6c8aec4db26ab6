// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;

/** Tells the person at the terminal, once, where the gateway is and what to try next. */
final class Announcement {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Announcement() {}

    /** Waits on a thread of its own for the gateway to write its port. */
    static void whenListening(Home home, Framework framework) {
        Thread.ofVirtual().name("postern-announcement").start(() -> {
            try {
                while (framework.getState() == Bundle.ACTIVE || framework.getState() == Bundle.STARTING) {
                    if (Files.exists(home.portFile())) {
                        System.out.println(text(home, Files.readString(home.portFile()).strip()));
                        return;
                    }
                    Thread.sleep(LOOK_EVERY);
                }
            } catch (IOException unreadable) {
                System.err.println("postern: " + unreadable);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
    }

    static String text(Home home, String port) {
        Path token = home.root().resolve("secrets").resolve("operator.token");
        return """
                Postern listens on http://127.0.0.1:%s (pages /ui/, WebSocket /gateway, console /system/console).
                Operator token: %s
                Try: ./postern status · ./postern send '/help' · ./postern tools   (Ctrl-C stops it)"""
                .formatted(port, token);
    }
}

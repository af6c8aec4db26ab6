// SPDX-License-Identifier: Apache-2.0
package org.example.hanging;

import java.nio.file.Files;
import java.nio.file.Path;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Waits for a file before it is up, and for another before it is down; hears an interrupt only where it is told to. */
@Component(immediate = true, service = Hang.class)
public final class Hang {
    /** Waits. */
    @Activate
    public Hang() {
        await("start");
    }

    /** Waits. */
    @Deactivate
    public void stop() {
        await("stop");
    }

    private static void await(String step) {
        String file = System.getProperty("postern.test.hanging." + step);
        boolean polite = Boolean.getBoolean("postern.test.hanging.polite");
        while (file != null && Files.notExists(Path.of(file))) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException hurry) {
                if (polite) {
                    throw new IllegalStateException("interrupted while it hung", hurry);
                }
            }
        }
    }
}

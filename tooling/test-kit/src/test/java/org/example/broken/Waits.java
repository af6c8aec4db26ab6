// SPDX-License-Identifier: Apache-2.0
package org.example.broken;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Waits for what nobody offers. */
@Component(service = Waits.class)
public final class Waits {
    /** Never made. */
    @Activate
    public Waits(@Reference Runnable nobody) {
        nobody.run();
    }
}

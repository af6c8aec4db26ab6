// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.framework;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceListener;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/** The components of a framework. */
record Components(BundleContext context, ServiceComponentRuntime runtime) {

    /** Returns once all have what they need. */
    void awaitSatisfied() throws InterruptedException {
        // Services come and go while the platform comes up: each may be the one that a component waits for.
        var changes = new Semaphore(0);
        ServiceListener listener = change -> changes.release();
        context.addServiceListener(listener);
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
            while (!unsatisfied().isEmpty() && System.nanoTime() < end) {
                // A listener is told before the components are, so the last change is looked at twice.
                changes.tryAcquire(250, TimeUnit.MILLISECONDS);
            }
        } finally {
            context.removeServiceListener(listener);
        }
        assertEquals(List.of(), unsatisfied());
    }

    private List<String> unsatisfied() {
        var unsatisfied = new ArrayList<String>();
        int looked = 0;
        for (var description : runtime.getComponentDescriptionDTOs()) {
            for (var configured : runtime.getComponentConfigurationDTOs(description)) {
                looked++;
                if (configured.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE
                        || configured.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    unsatisfied.add(description.name + " " + configured.failure);
                }
            }
        }
        assertTrue("looked at " + looked, looked > 10);
        return unsatisfied;
    }
}

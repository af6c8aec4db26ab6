// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** How many carriers virtual threads may have. */
final class CarrierCount {
    int now() {
        try {
            return (Integer) ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("jdk.management:type=VirtualThreadScheduler"), "Parallelism");
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}

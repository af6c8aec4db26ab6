// SPDX-License-Identifier: Apache-2.0
package org.example.waiting;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Waits itself, for what nobody offers. */
@Component(service = Helper.class)
public final class Helper {
    /** Needs a comparator that nobody has. */
    @Activate
    public Helper(@Reference(target = "(colour=blue)") java.util.Comparator<String> comparator) {
        java.util.Objects.requireNonNull(comparator);
    }
}

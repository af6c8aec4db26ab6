// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.util.Locale;
import java.util.Optional;

import dev.postern.api.message.Origin;

/** Origins as records have them. */
final class Origins {
    private Origins() {}

    static String text(Origin origin) {
        return origin.name().toLowerCase(Locale.ROOT);
    }

    /** Foreign where nobody knows. */
    static Origin read(Optional<String> text) {
        return text.filter(known -> known.equals("person") || known.equals("system"))
                .map(known -> Origin.valueOf(known.toUpperCase(Locale.ROOT))).orElse(Origin.FOREIGN);
    }

    static Origin worst(Origin one, Origin other) {
        return one == Origin.FOREIGN || other == Origin.FOREIGN ? Origin.FOREIGN : one;
    }
}

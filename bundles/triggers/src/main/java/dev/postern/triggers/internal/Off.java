// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.util.List;

/**
 * Which triggers do not fire.
 *
 * @param ids ids; what ends in a star stands for all that begin so
 */
record Off(List<String> ids) {
    static Off of(TriggersConfig config) {
        return new Off(List.of(config.off()));
    }

    boolean holds(String id) {
        return ids.stream().anyMatch(each -> each.endsWith("*")
                ? id.startsWith(each.substring(0, each.length() - 1))
                : id.equals(each));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.events.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.postern.core.store.RecordType;
import org.jspecify.annotations.Nullable;

/** Which records a subscription means. */
final class Topics {
    private Topics() {}

    /**
     * The public types that are named, exactly or by their area and {@code .*}.
     *
     * @param property the service property: a text or several
     */
    static Set<RecordType> types(@Nullable Object property) {
        var topics = switch (property) {
            case String one -> List.of(one);
            case String[] several -> List.of(several);
            case Collection<?> several -> several.stream().map(String::valueOf).toList();
            case null, default -> List.<String>of();
        };
        return Arrays.stream(RecordType.values()).filter(RecordType::isPublic)
                .filter(type -> topics.stream().anyMatch(topic -> matches(topic, type.topic())))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean matches(String pattern, String topic) {
        return pattern.endsWith(".*")
                ? topic.startsWith(pattern.substring(0, pattern.length() - 1))
                : topic.equals(pattern);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which topics a subscription names: exact ones, and areas that end in {@code .*}. */
public final class TopicFilter {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*(\\.\\*)?");

    private TopicFilter() {}

    /** Whether the text has the form of a topic or an area. */
    public static boolean isWellFormed(String topic) {
        return topic.length() <= Request.LONGEST_ID && FORM.matcher(topic).matches();
    }

    /** Whether the text stands for all topics of an area. */
    public static boolean isArea(String topic) {
        return topic.endsWith(".*");
    }

    /** Whether the topic is the one named, or in the area named. */
    public static boolean matches(String named, String topic) {
        return isArea(named) ? topic.startsWith(named.substring(0, named.length() - 1)) : topic.equals(named);
    }

    /** Those of the topics that are named; all of them when none is. Sorted. */
    public static Set<String> select(Collection<String> named, Collection<String> topics) {
        var selected = new TreeSet<>(topics);
        if (!named.isEmpty()) {
            selected.removeIf(topic -> named.stream().noneMatch(name -> matches(name, topic)));
        }
        return selected;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolversions;

import java.util.Arrays;
import java.util.regex.Pattern;

/** How far a semantic version goes on, in ascending order. */
public enum Step {
    /** It stays, or goes back. */
    NONE,
    /** Nothing that a caller could notice but words. */
    PATCH,
    /** Who called it before can call it as before. */
    MINOR,
    /** Who called it before has to look again. */
    MAJOR;

    private static final Pattern VERSION = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})(?:-.*)?(?:\\+.*)?");

    /**
     * The step from one version to the next. Before 1.0.0, by the usual reading of semantic versions, the second number counts
     * as the first, and the third as the second.
     *
     * @throws IllegalArgumentException when one of them is no semantic version
     */
    public static Step between(String before, String after) {
        int[] old = numbers(before);
        int[] fresh = numbers(after);
        for (int place = 0; place < old.length; place++) {
            if (fresh[place] != old[place]) {
                return fresh[place] < old[place] ? NONE : step(place, old[0] == 0);
            }
        }
        return NONE;
    }

    /**
     * Refuses what is no semantic version.
     *
     * @throws IllegalArgumentException saying so
     */
    public static void check(String version) {
        numbers(version);
    }

    /**
     * Orders versions by their three numbers.
     *
     * @throws IllegalArgumentException when one of them is no semantic version
     */
    public static int order(String one, String other) {
        return Arrays.compare(numbers(one), numbers(other));
    }

    /**
     * The least version that is this step beyond another.
     *
     * @throws IllegalArgumentException when it is no semantic version
     */
    public String beyond(String version) {
        int[] now = numbers(version);
        int place = switch (this) {
            case NONE -> now.length;
            case PATCH -> 2;
            case MINOR -> now[0] == 0 ? 2 : 1;
            case MAJOR -> now[0] == 0 ? 1 : 0;
        };
        for (int i = place; i < now.length; i++) {
            now[i] = i == place ? now[i] + 1 : 0;
        }
        return now[0] + "." + now[1] + "." + now[2];
    }

    private static Step step(int place, boolean early) {
        return switch (place) {
            case 0 -> MAJOR;
            case 1 -> early ? MAJOR : MINOR;
            default -> early ? MINOR : PATCH;
        };
    }

    private static int[] numbers(String version) {
        var matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    version + " is no semantic version: it has three numbers, such as 1.4.0");
        }
        return new int[]{Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3))};
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.core.plugin.PluginException;
import dev.postern.core.tool.Majors;
import dev.postern.plugins.internal.Desired.InstalledPlugin;

/**
 * Under which id a version of a plugin is installed: its own, which the newest has, or {@code <id>@<major>} for an older
 * major that serves beside it.
 *
 * @param id that
 * @param before what is compared with it, and makes room
 * @param kept the id under which that serves on instead of going; empty when it goes
 * @param beside what serves beside it
 */
record Seat(String id, Optional<InstalledPlugin> before, Optional<String> kept, List<InstalledPlugin> beside) {
    private static final char MAJOR = '@';

    /** The id of an older major of a plugin. */
    static String id(String plugin, int major) {
        return plugin + MAJOR + major;
    }

    /** The plugin that an id is of; ids that plugins give themselves have no such sign. */
    static String plugin(String id) {
        int end = id.indexOf(MAJOR);
        return end < 0 ? id : id.substring(0, end);
    }

    /**
     * Where a version goes. What is installed of its major is updated, whichever id that has; else it replaces the newest, or
     * serves beside it where both are to be kept.
     */
    static Seat of(PluginJar jar, Terms terms, Desired desired) {
        int major = Majors.of(jar.version());
        String older = id(jar.id(), major);
        List<InstalledPlugin> majors = desired.majors(jar.id());
        boolean isNewest = majors.stream().noneMatch(other -> Majors.of(other.version()) > major);
        String id = terms.seat().filter(wanted -> wanted.equals(jar.id()) || wanted.equals(older))
                .orElseGet(() -> desired.plugins().containsKey(older) || terms.keep() && !isNewest
                        ? older
                        : jar.id());
        int present = Optional.ofNullable(desired.plugins().get(jar.id())).map(plugin -> Majors.of(plugin.version()))
                .orElse(major);
        Optional<String> kept = id.equals(jar.id()) && terms.keep() && major > present
                ? Optional.of(id(jar.id(), present))
                : Optional.empty();
        return new Seat(id, Optional.ofNullable(desired.plugins().get(id)), kept, majors.stream()
                .filter(other -> !other.id().equals(id) || kept.isPresent()).toList());
    }

    /**
     * @throws PluginException code {@code major_taken} or {@code older_version} when the id is another one's, or not its
     */
    void check(PluginJar jar) throws PluginException {
        int major = Majors.of(jar.version());
        for (InstalledPlugin other : beside) {
            int its = Majors.of(other.version());
            if (its == major) {
                throw new PluginException("major_taken", "major " + major + " of " + jar.id() + " is installed as "
                        + other.id() + ", version " + other.version() + "; update or uninstall that", null);
            }
            if (id.equals(jar.id()) && its > major) {
                throw new PluginException("older_version", "version " + jar.version() + " of " + jar.id()
                        + " is older than " + other.version() + ", which is installed as " + other.id()
                        + "; install it with keep, and it serves beside that", null);
            }
        }
    }
}

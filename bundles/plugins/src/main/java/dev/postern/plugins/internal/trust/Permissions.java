// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

import dev.postern.core.access.Grants;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginTrust;
import org.osgi.framework.Version;

/** What an update asks for, held against what is installed. */
public final class Permissions {
    private Permissions() {}

    /**
     * Compares.
     *
     * @param before what is installed asks for; empty when nothing is
     */
    public static PluginTrust.Permissions compare(Optional<Grants> before, Grants after) {
        Grants old = before.orElse(Grants.none(after.plugin()));
        Grants none = Grants.none(after.plugin());
        return new PluginTrust.Permissions(beyond(none, after), before.isEmpty() ? List.of() : beyond(old, after),
                beyond(after, old));
    }

    /**
     * Refuses an update that asks for more without a major step of its version. Going back to an older one takes none: its
     * version was given before.
     *
     * @throws PluginException code {@code permissions_broken}
     */
    public static void check(PluginTrust.Permissions permissions, String before, String after) throws PluginException {
        Version old = Version.parseVersion(before);
        Version fresh = Version.parseVersion(after);
        if (!permissions.more().isEmpty() && fresh.compareTo(old) > 0 && fresh.getMajor() == old.getMajor()) {
            throw new PluginException("permissions_broken", "it asks for more than " + before + " did: "
                    + String.join(", ", permissions.more()) + "; call it " + (old.getMajor() + 1)
                    + ".0.0, or ask for no more", null);
        }
    }

    /** What one asks for that the other does not give. */
    private static List<String> beyond(Grants given, Grants asked) {
        var beyond = new ArrayList<String>();
        add(beyond, "host ", given.hosts(), asked.hosts(), Permissions::coversHost);
        add(beyond, "file ", given.files(), asked.files(), Permissions::coversFile);
        add(beyond, "program ", given.programs(), asked.programs(), Permissions::coversName);
        add(beyond, "secret ", given.secrets(), asked.secrets(), Permissions::coversName);
        return beyond;
    }

    private static void add(List<String> to, String kind, List<String> given, List<String> asked,
            BiPredicate<String, String> covers) {
        asked.stream().filter(each -> given.stream().noneMatch(other -> covers.test(other, each))).distinct().sorted()
                .forEach(each -> to.add(kind + each));
    }

    private static boolean coversName(String given, String asked) {
        return given.equals("*") || given.equals(asked);
    }

    /** {@code root:read} and {@code root:write}, which includes reading. */
    private static boolean coversFile(String given, String asked) {
        String[] its = halves(given);
        String[] wanted = halves(asked);
        return coversName(its[0], wanted[0])
                && (its[1].equals(wanted[1]) || its[1].equals("write") && wanted[1].equals("read"));
    }

    /**
     * A host, {@code *.domain} or {@code *}, with a port, {@code *} for every one, or none for the scheme's own. That {@code *}
     * covers no name: those that an administrator gives for it are not those that a plugin has by naming them.
     */
    private static boolean coversHost(String given, String asked) {
        String[] its = halves(given);
        String[] wanted = halves(asked);
        boolean host = its[0].equalsIgnoreCase(wanted[0])
                || its[0].startsWith("*.") && wanted[0].toLowerCase(java.util.Locale.ROOT)
                        .endsWith(its[0].substring(1).toLowerCase(java.util.Locale.ROOT));
        return host && (its[1].equals("*") || its[1].equals(wanted[1]));
    }

    /** Before and after the last colon that is outside brackets. */
    private static String[] halves(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0 || text.indexOf(']') > colon
                ? new String[]{text, ""}
                : new String[]{text.substring(0, colon), text.substring(colon + 1)};
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.author;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.postern.cli.Failure;

/**
 * What plugins are built against, as a Maven repository in the distribution's folder: no public one has it yet.
 *
 * @param folder where it is
 */
public record AuthorRepository(Path folder) {
    private static final String GROUP = "dev/postern";
    private static final Pattern LOCAL = Pattern.compile("-Dmaven\\.repo\\.local=(\\S+)");
    private static final Pattern SETTING = Pattern.compile("<localRepository>\\s*(.*?)\\s*</localRepository>");

    /** The one beside this program: lib/cli/… of the folder that has author/. */
    public static AuthorRepository ours() throws Failure {
        try {
            var jar = Path.of(AuthorRepository.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            for (var above = jar.getParent(); above != null; above = above.getParent()) {
                if (Files.isDirectory(above.resolve("author").resolve(GROUP))) {
                    return new AuthorRepository(above.resolve("author"));
                }
            }
        } catch (java.net.URISyntaxException nowhere) {
            // told below
        }
        throw new Failure("not_found", "what plugins are built against is not here: it lies in the folder author/ of an"
                + " unpacked distribution, and of a clone once ./postern build has run");
    }

    /** The version of an artifact; there is one of each. */
    public String version(String artifact) throws Failure, IOException {
        try (var versions = Files.list(folder.resolve(GROUP).resolve(artifact))) {
            return versions.map(version -> version.getFileName().toString()).findFirst()
                    .orElseThrow(() -> new Failure("not_found", folder + " has no version of " + artifact));
        }
    }

    /**
     * Makes Maven forget what it keeps under our names and versions with other bytes: it would never look again, and who
     * builds the gateway from its sources makes the same versions many times.
     */
    public void refresh(Path local) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(each -> each.toString().endsWith(".jar") || each.toString().endsWith(".pom"))
                    .toList()) {
                var kept = local.resolve(folder.relativize(file).toString());
                if (Files.exists(kept) && Files.mismatch(file, kept) >= 0) {
                    forget(Optional.ofNullable(kept.getParent()).orElse(kept));
                }
            }
        }
    }

    private static void forget(Path version) throws IOException {
        try (var files = Files.walk(version)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Where Maven keeps what it fetched: as MAVEN_OPTS or the user's settings say, else ~/.m2/repository. */
    public static Path local(Map<String, String> environment) throws IOException {
        var option = LOCAL.matcher(environment.getOrDefault("MAVEN_OPTS", ""));
        if (option.find()) {
            return Path.of(option.group(1));
        }
        var home = Path.of(System.getProperty("user.home"), ".m2");
        var settings = home.resolve("settings.xml");
        if (Files.isReadable(settings)) {
            var setting = SETTING.matcher(Files.readString(settings));
            if (setting.find()) {
                return Path.of(setting.group(1).replace("${user.home}", System.getProperty("user.home")));
            }
        }
        return home.resolve("repository");
    }
}

package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

import dev.postern.itests.harness.Distribution;
import org.junit.jupiter.api.Test;

/** The configuration reference names every setting that a shipped bundle declares. */
class ConfigurationReferenceIT {
    private static final Pattern PID = Pattern.compile("<Designate (?:factoryPid|pid)=\"([^\"]+)\"");
    private static final Pattern KEY = Pattern.compile("<AD id=\"([^\"]+)\"");

    @Test
    void namesEveryPartAndEveryKey() throws Exception {
        var reference = Files.readString(Distribution.root().resolve("docs/configuration.md"));
        var declared = new ArrayList<String>();
        try (var files = Files.walk(Distribution.folder().resolve("bundles"))) {
            for (var jar : files.filter(file -> file.getFileName().toString().startsWith("dev.postern"))
                    .toList()) {
                try (var zip = new ZipFile(jar.toFile())) {
                    for (var entry : zip.stream()
                            .filter(file -> file.getName().matches("OSGI-INF/metatype/.*\\.xml"))
                            .toList()) {
                        var text = new String(zip.getInputStream(entry).readAllBytes(),
                                java.nio.charset.StandardCharsets.UTF_8);
                        PID.matcher(text).results().forEach(found -> declared.add("## `" + found.group(1) + "`"));
                        KEY.matcher(text).results().forEach(found -> declared.add("| `" + found.group(1) + "` |"));
                    }
                }
            }
        }
        assertThat(declared).hasSizeGreaterThan(20).allSatisfy(setting -> assertThat(reference).contains(setting));
    }
}

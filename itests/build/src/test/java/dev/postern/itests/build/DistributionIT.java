package dev.postern.itests.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** What is in the folder and the archive that ship. */
class DistributionIT {
    private static final long MEGABYTE = 1_000_000;
    private static final Pattern COMPONENT = Pattern.compile("\"bom-ref\" : \"pkg:maven/[^/]+/([^@]+)@([^?\"]+)\\?");

    /** What ships inside a bundle of ours: the database, HTTP, the differ of previews, the reader of pages, the resolver's helpers. */
    private static final Set<String> NESTED = Set.of("derby", "derbyshared", "derbytools", "httpcore5",
            "java-diff-utils",
            "jsoup", "org.apache.felix.utils");
    /** Not in the distribution itself: the repository that authors build plugins against is laid out beside it. */
    private static final Set<String> BESIDE = Set.of("dev.postern.distribution", "dev.postern.plugin-processor");

    @Test
    void archiveIsAtMostThirtyMegabytes() throws Exception {
        Path folder = Shipped.distribution();
        Path archive = folder.resolveSibling(folder.getFileName() + ".tar.gz");
        assertThat(Files.size(archive)).isBetween(MEGABYTE, 30 * MEGABYTE);
    }

    @Test
    void billOfMaterialsNamesWhatShipsAndNothingElse() throws Exception {
        Map<String, String> named = new TreeMap<>();
        Matcher component = COMPONENT.matcher(Files.readString(Shipped.distribution().resolve("bom.json")));
        while (component.find()) {
            named.put(component.group(1), component.group(1) + "-" + component.group(2));
        }
        assertThat(named).containsKeys(NESTED.toArray(String[]::new));
        named.keySet().removeAll(NESTED);
        named.keySet().removeAll(BESIDE);

        Set<String> jars = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Shipped.distribution())) {
            files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jar"))
                    .map(name -> name.replace(".jar", "").replace("-with-jetty-websockets", "")).forEach(jars::add);
        }
        assertThat(jars).isNotEmpty();
        assertThat(new TreeSet<>(named.values())).isEqualTo(jars);
    }

    @Test
    void holdsItsLicenceAndNotice() {
        assertThat(Shipped.distribution().resolve("LICENSE")).isNotEmptyFile();
        assertThat(Shipped.distribution().resolve("NOTICE")).isNotEmptyFile();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

class SplitPackageIT {
    /** A clause's names stand before its first attribute or directive; quoted values may hold commas and semicolons. */
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

    @Test
    void eachOfOurPackagesLivesInOneBundle() {
        Map<String, List<String>> homes = Shipped.all().stream()
                .flatMap(bundle -> bundle.packages().stream().filter(name -> name.startsWith("dev.postern"))
                        .map(name -> Map.entry(name, bundle.name())))
                .collect(groupingBy(Map.Entry::getKey, TreeMap::new, mapping(Map.Entry::getValue, toList())));
        assertThat(homes.remove(Shipped.SHARED)).containsExactlyInAnyOrder("dev.postern.models.anthropic",
                "dev.postern.models.openai");
        assertThat(homes).isNotEmpty();
        assertThat(homes).allSatisfy((name, bundles) -> assertThat(bundles).as(name).hasSize(1));
    }

    /** Two may export one package only when all but one import it as well, so that all end up with the same classes. */
    @Test
    void noPackageIsExportedTwiceUnlessItIsShared() {
        List<Shipped> bundles = Shipped.all();
        Map<String, List<Shipped>> exporters = bundles.stream()
                .flatMap(bundle -> names(bundle.header("Export-Package")).stream().map(name -> Map.entry(name, bundle)))
                .collect(groupingBy(Map.Entry::getKey, TreeMap::new, mapping(Map.Entry::getValue, toList())));
        assertThat(exporters).containsKey("dev.postern.api.tool");
        assertThat(exporters).allSatisfy((name, by) -> {
            long ownOnly = by.stream().filter(bundle -> !names(bundle.header("Import-Package")).contains(name)).count();
            assertThat(ownOnly).as("%s is exported by %s", name, by).isLessThanOrEqualTo(by.size() > 1 ? 1 : by.size());
        });
    }

    @Test
    void onlyContractsAreExported() {
        List<String> exporting = Shipped.ours().stream().filter(bundle -> !bundle.header("Export-Package").isEmpty())
                .map(Shipped::name).toList();
        assertThat(exporting).containsExactlyInAnyOrder("dev.postern.core.api", "dev.postern.plugin.api",
                "dev.postern.protocol");
    }

    @Test
    void noneOfOursReachesAroundTheResolver() {
        assertThat(Shipped.ours()).allSatisfy(bundle -> {
            assertThat(bundle.header("DynamicImport-Package")).as("%s", bundle).isEmpty();
            assertThat(bundle.header("Require-Bundle")).as("%s", bundle).isEmpty();
            // logback finds its encoders in its own class space only, hence our fragment there; none is on ours
            assertThat(bundle.header("Fragment-Host")).as("%s", bundle).doesNotStartWith("dev.postern");
        });
    }

    private static Set<String> names(String header) {
        Matcher plain = QUOTED.matcher(header);
        return java.util.Arrays.stream(plain.replaceAll("").split(",")).flatMap(clause -> java.util.Arrays
                .stream(clause.split(";"))).map(String::strip)
                .filter(part -> !part.isEmpty() && part.indexOf('=') < 0).collect(Collectors.toSet());
    }
}

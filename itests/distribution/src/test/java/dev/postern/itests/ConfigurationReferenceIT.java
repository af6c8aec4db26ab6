// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;

import dev.postern.itests.harness.Distribution;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** The configuration reference says what the shipped bundles declare, all of it and nothing else. */
class ConfigurationReferenceIT {
    @Test
    void saysWhatTheBundlesDeclare() throws Exception {
        var declared = new TreeMap<String, List<String>>();
        try (var bundles = Files.walk(Distribution.folder().resolve("bundles"))) {
            for (var bundle : bundles.filter(file -> file.getFileName().toString().startsWith("dev.postern"))
                    .toList()) {
                declared.putAll(declared(bundle));
            }
        }
        assertThat(declared).hasSizeGreaterThan(8);
        assertThat(documented()).containsExactlyInAnyOrderEntriesOf(declared);
    }

    /** Each part's heading, with its description and the rows of its table. */
    private static Map<String, List<String>> documented() throws Exception {
        var parts = new TreeMap<String, List<String>>();
        List<String> part = new ArrayList<>();
        for (var line : Files.readAllLines(Distribution.root().resolve("docs/configuration.md"))) {
            if (line.startsWith("## ")) {
                part = new ArrayList<>();
                if (line.startsWith("## `dev.postern")) {
                    parts.put(line, part);
                }
            } else if (!line.isEmpty() && !line.startsWith("| key |") && !line.startsWith("|---")) {
                part.add(line);
            }
        }
        return parts;
    }

    private static Map<String, List<String>> declared(Path bundle) throws Exception {
        var parts = new TreeMap<String, List<String>>();
        try (var zip = new ZipFile(bundle.toFile())) {
            for (var file : zip.stream().filter(file -> file.getName().matches("OSGI-INF/metatype/.*\\.xml"))
                    .toList()) {
                var xml = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                        .parse(new ByteArrayInputStream(zip.getInputStream(file).readAllBytes()));
                for (var designate : elements(xml.getDocumentElement(), "Designate")) {
                    var ocd = elements(xml.getDocumentElement(), "OCD").getFirst();
                    parts.put(heading(designate), Stream.concat(Stream.of(ocd.getAttribute("description")),
                            elements(ocd, "AD").stream().map(ConfigurationReferenceIT::row)).toList());
                }
            }
        }
        return parts;
    }

    private static String heading(Element designate) {
        var factory = designate.getAttribute("factoryPid");
        return factory.isEmpty()
                ? "## `" + designate.getAttribute("pid") + "`"
                : "## `" + factory + "` (several: `" + factory + "~<name>`)";
    }

    private static String row(Element setting) {
        return "| `" + setting.getAttribute("id") + "` | " + type(setting) + " | " + preset(setting) + " | "
                + setting.getAttribute("description") + options(setting) + " |";
    }

    private static String type(Element setting) {
        var type = setting.getAttribute("type") + (setting.hasAttribute("cardinality") ? " list" : "");
        var min = setting.hasAttribute("min") ? " from " + setting.getAttribute("min") : "";
        var max = setting.hasAttribute("max") ? " to " + setting.getAttribute("max") : "";
        return type + min + max;
    }

    private static String preset(Element setting) {
        var preset = setting.getAttribute("default");
        if (!preset.isEmpty()) {
            return "`" + preset + "`";
        }
        return setting.hasAttribute("default") || setting.getAttribute("required").equals("false")
                ? "empty"
                : "**required**";
    }

    private static String options(Element setting) {
        var options = elements(setting, "Option").stream().map(option -> "`" + option.getAttribute("value") + "`")
                .collect(Collectors.joining(", "));
        return options.isEmpty() ? "" : "; one of " + options;
    }

    private static List<Element> elements(Element parent, String name) {
        var found = parent.getElementsByTagName(name);
        return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
    }
}

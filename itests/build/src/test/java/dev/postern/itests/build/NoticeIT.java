// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose work ships is said in NOTICE, under the licence that it has. */
class NoticeIT {
    /** How NOTICE calls what comes from a group. */
    private static final Map<String, String> NAMES = Map.ofEntries(entry("ch.qos.logback", "Logback"),
            entry("com.cronutils", "cron-utils"), entry("com.ethlo.time", "itu"),
            entry("com.fasterxml.jackson.core", "Jackson"),
            entry("com.networknt", "json-schema-validator (networknt)"), entry("commons-fileupload", "Apache Commons"),
            entry("commons-io", "Apache Commons"), entry("io.github.java-diff-utils", "java-diff-utils"),
            entry("io.github.resilience4j", "Resilience4j"), entry("jakarta.json", "Jakarta JSON API"),
            entry("org.apache.aries.spifly", "Apache Aries SPI Fly"), entry("org.apache.derby", "Apache Derby"),
            entry("org.apache.felix", "Apache Felix"), entry("org.eclipse.jetty", "Eclipse Jetty"),
            entry("org.apache.httpcomponents.core5", "Apache HttpComponents Core"),
            entry("org.eclipse.parsson", "Eclipse Parsson"), entry("org.jline", "JLine"), entry("org.jsoup", "jsoup"),
            entry("org.mvnpm", "htm"),
            entry("org.osgi", "OSGi APIs"),
            entry("org.ow2.asm", "ASM"), entry("org.owasp.encoder", "OWASP Java Encoder"),
            entry("org.postgresql", "PostgreSQL JDBC Driver"), entry("org.slf4j", "SLF4J"),
            entry("org.snakeyaml", "snakeyaml-engine"), entry("tools.jackson.core", "Jackson"),
            entry("tools.jackson.dataformat", "Jackson"));
    /** How NOTICE calls a licence of the bill of materials. */
    private static final Map<String, String> LICENCES = Map.of("Apache-2.0", "Apache License 2.0", "BSD-2-Clause",
            "BSD 2-Clause", "BSD-3-Clause", "BSD 3-Clause", "EPL-2.0", "EPL 2.0", "LGPL-2.1-only", "LGPL 2.1", "MIT",
            "MIT", "The BSD License", "BSD 3-Clause",
            // JLine's POM says "The BSD License", which the bill of materials takes for this; its text has three clauses
            "BSD-4-Clause", "BSD 3-Clause",
            "GNU General Public License, version 2 with the GNU Classpath Exception",
            "GPL 2.0 with Classpath Exception");
    /** "licences: names, more names", gone on in lines that are set in. */
    private static final Pattern CLAUSE = Pattern.compile("(?m)^(\\S.*?): (.*(?:\n {2}\\S.*)*)");

    /** From what stands there to the licences above it. */
    private final Map<String, String> clauses = new HashMap<>();

    @BeforeEach
    void read() throws Exception {
        Matcher clause = CLAUSE.matcher(Files.readString(Shipped.distribution().resolve("NOTICE")));
        while (clause.find()) {
            for (String name : clause.group(2).replace("\n", " ").split("[,;] +")) {
                clauses.put(name.replaceFirst(" \\(inside .*", ""), clause.group(1));
            }
        }
    }

    @Test
    void namesEveryPartOfOthersWithItsLicence() throws Exception {
        List<Component> theirs = Component.all().stream().filter(part -> !part.group().equals("dev.postern")).toList();
        assertThat(theirs).hasSizeGreaterThan(40).allSatisfy(part -> {
            String name = NAMES.get(part.group().replaceFirst("^(org.eclipse.jetty)[.].*", "$1"));
            assertThat(name).as("the name of %s in this test", part.group()).isNotNull();
            assertThat(clauses).as("NOTICE").containsKey(name);
            assertThat(part.licences()).as("licences of %s in bom.json", part.name()).isNotEmpty().allSatisfy(
                    licence -> assertThat(clauses.get(name)).contains(LICENCES.getOrDefault(licence, licence)));
        });
    }

    @Test
    void theLicencesItselfShips() throws Exception {
        assertThat(Shipped.distribution().resolve("LICENSE")).hasSameTextualContentAs(Shipped.ROOT.resolve("LICENSE"));
        assertThat(Shipped.distribution().resolve("LICENSE")).content().contains("Apache License", "Version 2.0");
    }
}

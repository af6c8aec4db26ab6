// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.plugin.Hangs;
import dev.postern.itests.plugin.NameTaker;
import dev.postern.itests.plugin.NeverStarts;
import dev.postern.itests.plugin.Waits;

/** Plugins that a gateway with the hostile tools in it refuses, and what it must say of them. */
enum RefusedPlugin {
    NEEDS_A_PACKAGE_THAT_NOBODY_EXPORTS("unresolved", "dev.postern.api.nowhere", "does not offer") {
        @Override
        HandmadeBundle bundle() {
            return plugin().header("Import-Package", "dev.postern.api.nowhere");
        }
    },
    NEEDS_A_VERSION_THAT_NOBODY_EXPORTS("unresolved", "dev.postern.api.tool [9.0,10)", "the gateway offers 1.") {
        @Override
        HandmadeBundle bundle() {
            return plugin().header("Import-Package", "dev.postern.api.tool;version=\"[9.0,10)\"");
        }
    },
    NEEDS_ANOTHER_JAVA("unresolved", "osgi.ee", "99") {
        @Override
        HandmadeBundle bundle() {
            return plugin().header("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"");
        }
    },
    HAS_AN_ACTIVATOR_THAT_CANNOT_START("start_failed", "org.example.Nowhere") {
        @Override
        HandmadeBundle bundle() {
            return plugin().header("Bundle-Activator", "org.example.Nowhere");
        }
    },
    HAS_A_COMPONENT_THAT_FAILS("unhealthy", "NeverStarts", "the licence has run out") {
        @Override
        HandmadeBundle bundle() throws IOException {
            return plugin().component(NeverStarts.class);
        }
    },
    HAS_A_COMPONENT_THAT_HANGS("start_failed", "does not start within 5000 ms", "health.timeout.millis") {
        @Override
        HandmadeBundle bundle() throws IOException {
            return plugin().component(Hangs.class);
        }
    },
    HAS_A_COMPONENT_THAT_WAITS_FOR_NOBODY("unhealthy", "Waits", "java.util.function.Supplier", "nobody offers") {
        @Override
        HandmadeBundle bundle() throws IOException {
            return plugin().component(Waits.class,
                    "<reference name=\"supplier\" interface=\"java.util.function.Supplier\"/>");
        }
    },
    EXPORTS_OUR_API("exports_api", "dev.postern.api.tool") {
        @Override
        HandmadeBundle bundle() {
            return plugin().header("Export-Package", "dev.postern.api.tool;version=\"1.0.0\"");
        }
    },
    EXPORTS_A_PACKAGE_NAMED_AS_OURS("exports_api", "dev.postern.helpful") {
        @Override
        HandmadeBundle bundle() {
            return plugin().header("Export-Package", "dev.postern.helpful");
        }
    },
    IMPORTS_OUR_INSIDE("forbidden_import", "dev.postern.core.store", "not open to plugins") {
        @Override
        HandmadeBundle bundle() {
            return plugin().header("Import-Package", "dev.postern.core.store");
        }
    },
    IMPORTS_THE_FRAMEWORK("forbidden_import", "org.osgi.framework", "not open to plugins") {
        @Override
        HandmadeBundle bundle() {
            return plugin().header("Import-Package", "org.osgi.framework;resolution:=optional");
        }
    },
    IS_A_FRAGMENT_OF_OURS("forbidden_header", "Fragment-Host") {
        @Override
        HandmadeBundle bundle() {
            return plugin().header("Fragment-Host", "dev.postern.identity");
        }
    },
    IMPORTS_AS_IT_RUNS("forbidden_header", "DynamicImport-Package") {
        @Override
        HandmadeBundle bundle() {
            return plugin().header("DynamicImport-Package", "*");
        }
    },
    REQUIRES_A_BUNDLE_OF_OURS("forbidden_header", "Require-Bundle") {
        @Override
        HandmadeBundle bundle() {
            return plugin().header("Require-Bundle", "dev.postern.plugin.api");
        }
    },
    NEEDS_OUR_INSIDE_ON_THIS_JAVA_ONLY("forbidden_import", "dev.postern.core.store", "not open to plugins") {
        @Override
        HandmadeBundle bundle() {
            return plugin().header("Multi-Release", "true").entry("META-INF/versions/25/OSGI-INF/MANIFEST.MF",
                    "Manifest-Version: 1.0\nImport-Package: dev.postern.core.store\n".getBytes(StandardCharsets.UTF_8));
        }
    },
    HAS_THE_NAME_OF_A_BUNDLE_OF_OURS("name_taken", "dev.postern.identity") {
        @Override
        HandmadeBundle bundle() {
            return plugin().header("Bundle-SymbolicName", "dev.postern.identity");
        }
    },
    DECLARES_A_TOOL_THAT_SHIPS("tool_taken", "time.now", "dev.postern.tools.time") {
        @Override
        HandmadeBundle bundle() {
            return plugin().tool("time.now", "9.0.0");
        }
    },
    DECLARES_A_TOOL_OF_ANOTHER_PLUGIN("tool_taken", "effects.append", "dev.postern.itests.hostile.tools") {
        @Override
        HandmadeBundle bundle() {
            return plugin().tool("effects.append", "9.0.0");
        }
    },
    TAKES_A_TOOL_WITHOUT_DECLARING_IT("unhealthy", "time.now", "belongs to the bundle dev.postern.tools.time") {
        @Override
        HandmadeBundle bundle() throws IOException {
            return plugin()
                    .header("Import-Package", "dev.postern.api.tool;version=\"[1.0,2)\","
                            + "dev.postern.api.json;version=\"[1.0,2)\"")
                    .component(NameTaker.class,
                            "<service><provide interface=\"dev.postern.api.tool.DescribedTool\"/></service>");
        }
    },
    DESCRIBES_SETTINGS_OF_OURS("pid_taken", "dev.postern.store", "the gateway") {
        @Override
        HandmadeBundle bundle() {
            return plugin().entry("OSGI-INF/metatype/a.xml", SETTINGS.formatted("dev.postern.store").getBytes(
                    StandardCharsets.UTF_8));
        }
    },
    DESCRIBES_SETTINGS_OF_THE_HTTP_SERVICE("pid_taken", "org.apache.felix.http", "the gateway") {
        @Override
        HandmadeBundle bundle() {
            return plugin().entry("OSGI-INF/metatype/a.xml", SETTINGS.formatted("org.apache.felix.http").getBytes(
                    StandardCharsets.UTF_8));
        }
    },
    REUSES_A_VERSION("version_reused", "0.1.0", "hostile-tools") {
        @Override
        HandmadeBundle bundle() throws IOException {
            return HandmadeBundle.of(Plugins.HOSTILE_TOOLS, "0.1.0").entry("more.txt", new byte[1]);
        }
    },
    IS_TOO_LARGE("too_large", "33554432", "max.bundle.bytes") {
        @Override
        HandmadeBundle bundle() {
            var noise = new byte[34 << 20];
            new Random(1).nextBytes(noise);
            return plugin().entry("noise", noise);
        }
    },
    UNPACKS_TO_TOO_MUCH("too_large", "268435456", "max.unpacked.bytes") {
        @Override
        HandmadeBundle bundle() {
            var zeros = new byte[100 << 20];
            return plugin().entry("a", zeros).entry("b", zeros).entry("c", zeros);
        }
    },
    IS_AN_UPDATE_THAT_FAILS("unhealthy", "NeverStarts", "the licence has run out") {
        @Override
        HandmadeBundle bundle() throws IOException {
            return HandmadeBundle.of(Plugins.HOSTILE_TOOLS, "0.2.0").component(NeverStarts.class);
        }
    };

    private static final String SETTINGS = "<MetaData><OCD id=\"a\"><AD id=\".password\" type=\"String\"/></OCD>"
            + "<Designate pid=\"%s\"><Object ocdref=\"a\"/></Designate></MetaData>";

    private final String code;
    private final List<String> words;

    RefusedPlugin(String code, String... words) {
        this.code = code;
        this.words = List.of(words);
    }

    /** How it is made. */
    abstract HandmadeBundle bundle() throws IOException;

    /** The rule that it breaks. */
    String code() {
        return code;
    }

    /** What the reason names. */
    List<String> words() {
        return words;
    }

    /** Its file, below the folder, made if it is not there. */
    Path in(Path folder) throws IOException {
        var file = folder.resolve(id() + ".jar");
        return Files.exists(file) ? file : bundle().write(file);
    }

    String id() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    HandmadeBundle plugin() {
        return HandmadeBundle.plugin(id());
    }
}

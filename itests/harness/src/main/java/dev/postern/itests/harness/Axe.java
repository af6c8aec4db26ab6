// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonValue;

/** axe-core judges what a browser shows. It comes from npm, pinned: where there is no npm, there is none. */
public final class Axe {
    private static final Path SOURCE = Distribution.root().resolve("itests/harness/src/main/axe");
    private static final Path TOOL = Distribution.root().resolve("itests/target/axe");

    private final String script;

    private Axe(String script) {
        this.script = script;
    }

    /** Installs it, once for all JVMs that run tests. */
    public static Optional<Axe> install() throws Exception {
        var file = TOOL.resolve("node_modules/axe-core/axe.min.js");
        return Forks.alone(() -> {
            if (!Files.exists(file)) {
                Files.createDirectories(TOOL);
                for (var name : List.of("package.json", "package-lock.json", ".npmrc")) {
                    Files.copy(SOURCE.resolve(name), TOOL.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
                if (!npm()) {
                    return Optional.<Axe>empty();
                }
            }
            return Optional.of(new Axe(Files.readString(file)));
        });
    }

    private static boolean npm() throws Exception {
        Process process;
        try {
            process = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--prefer-offline").directory(TOOL.toFile())
                    .redirectErrorStream(true).start();
        } catch (IOException thereIsNone) {
            return false;
        }
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("axe-core cannot be installed: " + out);
        }
        return true;
    }

    /**
     * What is seriously wrong with the page as it is now, by the rules of WCAG 2.2 A and AA and by good practice.
     *
     * @return each as its rule, what it says, and where
     */
    public List<String> violations(Browser browser) throws Exception {
        if (browser.run("typeof window.axe").equals("undefined")) {
            browser.run(script + "; ''");
        }
        var found = browser.run("""
                axe.run(document, {resultTypes: ['violations']}).then(({violations}) => JSON.stringify(violations
                  .filter(({impact}) => impact === 'serious' || impact === 'critical')
                  .map(({id, help, nodes}) => id + ': ' + help + ': ' + nodes.map(node => node.html + ' ' + node.failureSummary)
                    .join(' | '))))""");
        var all = new ArrayList<String>();
        ((JsonArray) JsonValue.parse(found)).strings().forEach(all::add);
        return all;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webchat.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** What no page may contain, and that each module that one names is there. */
class SourcesTest {
    private static final Path UI = Path.of("src/main/resources/ui");
    private static final Pattern IMPORT = Pattern.compile("(?:from|import) '(\\./|\\.\\./)([^']+)'");
    private static final Pattern MARKUP = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|dangerouslySetInnerHTML|\\beval\\(|new Function"
                    + "|srcdoc|localStorage|sessionStorage");

    @Test
    void noTextBecomesMarkupAndNothingIsKept() throws Exception {
        assertThat(files(".js")).hasSizeGreaterThan(10).allSatisfy(file -> {
            var text = Files.readString(file);
            assertThat(text).as(file.toString()).startsWith("// SPDX-License-Identifier: Apache-2.0\n")
                    .doesNotContainPattern(MARKUP).doesNotContainPattern("https?://(?!www\\.w3\\.org/)[a-z]");
            assertThat(text.lines()).as(file.toString()).hasSizeLessThan(400);
        });
    }

    @Test
    void modulesThatAreNamedAreThere() throws Exception {
        for (var file : files(".js")) {
            var names = IMPORT.matcher(Files.readString(file));
            while (names.find()) {
                var name = UI.relativize(file.resolveSibling(names.group(1) + names.group(2)).normalize());
                assertThat(new Pages(null).find(name.toString())).as(file + " imports " + name).isPresent();
            }
        }
    }

    @Test
    void theMarkupHasNeitherScriptsNorStylesInIt() throws Exception {
        assertThat(files(".html")).singleElement().satisfies(file -> assertThat(Files.readString(file))
                .doesNotContainPattern("<script(?![^>]*src=)|<style| style=| on[a-z]+=|javascript:|//[a-z]"));
    }

    private static List<Path> files(String ending) throws Exception {
        try (var files = Files.walk(UI)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }
}

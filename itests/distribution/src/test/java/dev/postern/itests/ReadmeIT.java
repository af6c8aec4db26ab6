// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.postern.itests.harness.Distribution;
import dev.postern.itests.harness.Gateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tour in the README shows what a new gateway really answers. */
class ReadmeIT {
    private static final Pattern BLOCK = Pattern.compile("(?s)```\n(\\$ .*?)```");
    /** A plugin that comes, answers and goes: each command, and behind a # the end of what it says. */
    private static final Pattern SAMPLE = Pattern.compile("(?s)```sh\n([^`]*?samples/.*?)```");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|([^' ]+)");
    /** What is another each time: a moment, its day, its number, its zone's offset; a call's id. */
    private static final Pattern CHANGING = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+|\\b\\w+day\\b|(?<=epochMillis: )\\d+|[+]0[12]:00|\\bc_[0-9a-z]{26}\\b");

    @TempDir
    Path home;

    @Test
    void theTourIsReal() throws Exception {
        int commands = 0;
        try (var gateway = Gateway.start(home)) {
            for (var step : tour()) {
                var line = step.substring(2, step.indexOf('\n'));
                var shown = step.substring(step.indexOf('\n') + 1);
                assertThat(steady(answer(gateway, line))).as(line).isEqualTo(steady(shown));
                commands++;
            }
            theSampleComesAnswersAndGoes(gateway);
        }
        assertThat(commands).isEqualTo(4);
    }

    /** It does so from any folder: that of this test has no samples. */
    private void theSampleComesAnswersAndGoes(Gateway gateway) throws Exception {
        var block = SAMPLE.matcher(Files.readString(Distribution.root().resolve("README.md")));
        assertThat(block.find()).isTrue();
        var lines = block.group(1).lines().toList();
        assertThat(lines).hasSize(3);
        for (var line : lines) {
            var parts = line.split(" +# ");
            assertThat(answer(gateway, parts[0])).as(line).contains(parts.length == 2 ? parts[1] : "hello  1.0.0");
        }
        assertThat(answer(gateway, lines.get(1).split(" +# ")[0])).contains("There is no tool hello.greet.");
    }

    /** Each command with what it is said to print. */
    private static List<String> tour() throws Exception {
        var steps = new ArrayList<String>();
        var block = BLOCK.matcher(Files.readString(Distribution.root().resolve("README.md")));
        while (block.find()) {
            steps.addAll(List.of(block.group(1).split("\n(?=\\$ )")));
        }
        return steps;
    }

    private String answer(Gateway gateway, String line) throws Exception {
        if (line.equals("./postern run")) {
            return gateway.log().replace(Integer.toString(gateway.port()), "7717").replace(home.toString(),
                    "…/.postern");
        }
        var words = WORD.matcher(line).results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1)).toList();
        assertThat(words.getFirst()).isEqualTo("./postern");
        var done = gateway.command(words.subList(1, words.size()).toArray(String[]::new));
        return done.err() + done.out();
    }

    private static String steady(String text) {
        return CHANGING.matcher(text).replaceAll("…").strip();
    }
}

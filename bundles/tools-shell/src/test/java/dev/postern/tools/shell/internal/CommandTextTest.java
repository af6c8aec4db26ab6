// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandTextTest {
    static Stream<Arguments> words() {
        return Stream.of(
                Arguments.of("--format=%h,a@b+c", "--format=%h,a@b+c"),
                Arguments.of("", "''"),
                Arguments.of("two words", "'two words'"),
                Arguments.of("$(id) `id` *", "'$(id) `id` *'"),
                Arguments.of("it's", "'it'\\''s'"),
                // looks like "paypal" with another alphabet's letters
                Arguments.of("p\u0430ypal", "$'p\\u0430ypal'"),
                Arguments.of("a\u202etxt.exe", "$'a\\u202etxt.exe'"),
                Arguments.of("zero\u200bwidth", "$'zero\\u200bwidth'"),
                Arguments.of("\u001b[2J'\\\n\t\u007f", "$'\\x1b[2J\\'\\\\\\n\\t\\x7f'"),
                Arguments.of("\ud83d\ude00", "$'\\U0001f600'"),
                Arguments.of("~/x", "'~/x'"));
    }

    @ParameterizedTest
    @MethodSource("words")
    void spellsOutWhatIsNotPlain(String argument, String shown) {
        assertThat(CommandText.word(argument)).isEqualTo(shown);
        assertThat(CommandText.of("echo", List.of(argument, "x"))).isEqualTo("echo " + shown + " x");
    }

    /** A shell reads the very argument from what is shown. */
    @ParameterizedTest
    @MethodSource("words")
    void meansWhatItShows(String argument, String shown) throws Exception {
        var bash = new java.io.File("/bin/bash");
        Assumptions.assumeTrue(bash.canExecute(), "there is no bash here");
        var builder = new ProcessBuilder(bash.getPath(), "-c", "printf %s " + shown);
        builder.environment().put("LC_ALL", "C.UTF-8");
        var process = builder.start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(argument);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentPatternTest {
    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '"', value = {
        "status status", "* word", "* \"\"", "*.txt a.txt", "*.txt .txt", "a*b*c abc", "a*b*c axxbyyc",
        "** a/b/c.txt", "src/** src/a/b", "src/** src/", "src/**/*.java src/a/b/C.java", "? x", "?? ab",
        "v[0-9].[0-9] v1.2", "[a-zA-Z_]* _x-1", "[x-] x", "a[-b]c a-c", "-n[0-9] -n5", "-* --all",
        "--format=* --format=short",
        "/etc/* /etc/hosts", "/** /a/b", "[*] *", "\\*\\? *?", "\\\\ \\", ".. ..", "../* ../x", "a..b a..b",
        "*..* main..topic", "**... a/...", "[\u00e4-\u00fc]* \u00f6l", "? \ud83d\ude00", "\ud83d\ude00* \ud83d\ude00x"
    })
    void matches(String pattern, String argument) {
        assertThat(ArgumentPattern.of(pattern).matches(argument)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '"', value = {
        "status Status", "status statu", "status status2", "\"\" x", "*.txt a.md", "* a/b", "src/* src/a/b", "? ab",
        "? /", "v[0-9] v", "v[0-9] vx", "[a-c] d", "\\* x",
        // what would be an option, or a place elsewhere
        "* -c", "* --upload-pack=x", "** -rf", "? -", "[a-z-]* -x", "[-a]* -a", "** /etc/passwd", "** //etc",
        "?etc /etc",
        // the folder above
        "* ..", "** ../x", "** a/../../x", "** a/..", "src/** src/../../x", "--out=* --out=..", "--out=** --out=../x",
        "?? ..", "..* ..", "[.][.] .."
    })
    void takesNothingElse(String pattern, String argument) {
        assertThat(ArgumentPattern.of(pattern).matches(argument)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[]", "[a", "[a-", "[!a]", "[^a]", "[z-a]", "a\\", "[\\"})
    void refusesWhatIsNoPatternAndNamesIt(String pattern) {
        assertThatThrownBy(() -> ArgumentPattern.of(pattern)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(pattern);
    }

    @Test
    void refusesPatternsThatAreTooLong() {
        assertThatThrownBy(() -> ArgumentPattern.of("x".repeat(1_025))).hasMessageContaining("1024");
    }

    /** What makes others go back over and over. */
    @Test
    @Timeout(20)
    void takesNoLongerForWhatMatchesInManyWays() {
        var pattern = ArgumentPattern.of("**a".repeat(340));
        long begin = System.nanoTime();
        assertThat(pattern.matches("a".repeat(8_192))).isTrue();
        assertThat(pattern.matches("a".repeat(8_191) + "b")).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }
}

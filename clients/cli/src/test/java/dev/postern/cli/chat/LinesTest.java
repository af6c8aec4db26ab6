// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {
    @Test
    void aLastBackslashGoesOn() {
        assertThat(Lines.isContinued("one \\")).isTrue();
        assertThat(Lines.isContinued("C:\\\\")).isFalse();
        assertThat(Lines.isContinued("")).isFalse();
        assertThat(Lines.joined("one \\\ntwo\nthree\\\\\nfour\\")).isEqualTo("one \ntwo\nthree\\\\\nfour\\");
    }

    @Test
    void quotesAreProse() {
        var words = new Words();
        assertThat(words.parse("don't \"say", 10, ParseContext.ACCEPT_LINE).words()).containsExactly("don't", "\"say");
        assertThatThrownBy(() -> words.parse("more \\", 6, ParseContext.ACCEPT_LINE)).isInstanceOf(EOFError.class);
        assertThat(words.parse("/mode st and", 8, ParseContext.COMPLETE).word()).isEqualTo("st");
    }

    @Test
    void commandsAreCompletedAndProseIsNot(@TempDir Path folder) throws Exception {
        var choices = new Choices();
        choices.sessions(List.of("s_1", "s_2"));
        assertThat(choices.of(List.of("/se"))).contains("/session", "/sessions");
        assertThat(choices.of(List.of("hello"))).isEmpty();
        assertThat(choices.of(List.of("hello", ""))).isEmpty();
        assertThat(choices.of(List.of("/session", ""))).containsExactly("s_1", "s_2");
        assertThat(choices.of(List.of("/mode", ""))).containsExactly("steer", "queue", "collect", "interrupt");
        Files.createDirectory(folder.resolve("pictures"));
        Files.writeString(folder.resolve("plan.txt"), "");
        Files.writeString(folder.resolve("pla\u001bin"), "");
        assertThat(choices.of(List.of("/attach", folder + "/p"))).containsExactlyInAnyOrder(folder + "/pictures/",
                folder + "/plan.txt");
        assertThat(choices.of(List.of("/attach", folder + "/none/x"))).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RememberedTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"my password is hunter2", "api_key=abc", "sk-proj-aaaabbbbcccc", "use ghp_0123456789abcdef",
        "Authorization: Basic dXNlcjpwYXNz", "pst_k1_abcdefgh", "-----BEGIN RSA PRIVATE KEY-----",
        "https://me:pass@example.org/", "Passwort: x", "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJIUzI1NiJ9.e30.x"})
    void whatLooksLikeASecretIsNotKept(String line) {
        assertThat(Remembered.isSecret(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"what is a password?", "count the tokens of this text", "ask-me-anything",
        "see https://x.org/a:b",
        "the secretary is in"})
    void proseIsKept(String line) {
        assertThat(Remembered.isSecret(line)).isFalse();
    }

    @Test
    void isForTheOwnersEyesOnly() throws Exception {
        var remembered = new Remembered(home);
        var file = remembered.history();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(remembered.history())))
                .isEqualTo("rw-------");
    }

    @Test
    void remembersTheLastSession() throws Exception {
        var remembered = new Remembered(home);
        assertThat(remembered.last()).isEmpty();
        remembered.last("s_1");
        remembered.last("no session\u001b");
        assertThat(remembered.last()).isEqualTo("s_1");
        Files.writeString(home.resolve("chat/last"), "../x y");
        assertThat(remembered.last()).isEmpty();
    }
}

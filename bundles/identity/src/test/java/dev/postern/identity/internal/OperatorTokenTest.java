// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

import dev.postern.core.home.PosternHome;
import dev.postern.core.identity.Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTokenTest {
    @TempDir
    private Path root;
    private final MemoryStore store = new MemoryStore();
    private final Tokens tokens = new Tokens(store, store.rows());

    @Test
    void writesATokenThatMayDoEverythingForTheOwnerAlone() throws Exception {
        assertThat(start().health().up()).isTrue();

        var principal = tokens.authenticate(Files.readString(file()).strip()).orElseThrow();
        assertThat(principal.may("*")).isTrue();
        assertThat(principal.trust()).isEqualTo(Principal.Trust.OPERATOR);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
        try (var left = Files.list(file().getParent())) {
            assertThat(left).containsExactly(file());
        }
    }

    @Test
    void keepsATokenThatCounts() throws Exception {
        start();
        var first = Files.readString(file());
        start();
        assertThat(Files.readString(file())).isEqualTo(first);
        assertThat(store.batches).hasSize(1);
    }

    @Test
    void makesANewOneWhenTheFileIsLost() throws Exception {
        start();
        Files.delete(file());
        start();
        assertThat(tokens.authenticate(Files.readString(file()).strip())).isPresent();
    }

    @Test
    void makesANewOneWhenItsTokenWasRevoked() throws Exception {
        start();
        var first = tokens.authenticate(Files.readString(file()).strip()).orElseThrow();
        tokens.revoke(first.id(), first, row -> Optional.empty());
        start();
        assertThat(tokens.authenticate(Files.readString(file()).strip()).orElseThrow().id()).isNotEqualTo(first.id());
    }

    @Test
    void saysSoWhenItCannotBeWritten() throws Exception {
        store.refuseEverything();
        var health = start().health();
        assertThat(health.up()).isFalse();
        assertThat(health.message()).contains("operator.token", "the disk is full");
        assertThat(file()).doesNotExist();
    }

    private OperatorToken start() {
        return new OperatorToken(tokens, new PosternHome(root));
    }

    private Path file() {
        return root.resolve("secrets").resolve("operator.token");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.core.identity.Principal.Trust;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the configuration names, and whom it does not. */
final class NamedPeersTest {
    private static final NamedPeers PEERS = NamedPeers.read("pid",
            new String[]{"chat/alice", "chat/team-*", "mail/*", ""}, new String[]{"chat/root", "chat/team-lead"});

    @ParameterizedTest
    @CsvSource({"chat,alice,TRUSTED", "chat,alice2,UNKNOWN", "chat,Alice,UNKNOWN", "chat2,alice,UNKNOWN",
        "chat,team-x,TRUSTED", "chat,team-,TRUSTED", "chat,team-lead,OPERATOR", "chat,root,OPERATOR",
        "mail,anybody,TRUSTED", "mail,a/b,TRUSTED", "mailer,anybody,UNKNOWN", "chat,mail/x,UNKNOWN"})
    void trustsWhomItNames(String surface, String peer, Trust trust) {
        assertThat(PEERS.in(surface, peer)).isEqualTo(trust);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"alice", "*", "*/*", "chat/", "*/alice", "Chat/alice", "chat/a*b", "chat/a\u0000", "/alice"})
    void refusesWhatNamesNoPeer(String pattern) {
        assertThatThrownBy(() -> NamedPeers.read("pid", new String[]{pattern}, new String[0]))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("pid: trusted must name peers as")
                .hasMessageContaining("'" + pattern + "'");
        assertThatThrownBy(() -> NamedPeers.read("pid", new String[0], new String[]{pattern}))
                .hasMessageContaining("pid: operator");
    }
}

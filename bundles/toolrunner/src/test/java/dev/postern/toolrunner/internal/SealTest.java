// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;

import dev.postern.core.hash.Sha256;
import org.junit.jupiter.api.Test;

class SealTest {
    private static final String TEXT = "{\"pin\":\"4711-canary \u00fc \uD83D\uDE00\"}";
    private final Seal seal = new Seal(Sha256::hex, "tests");

    @Test
    void opensWhatItClosedAndNeverClosesTheSameWayTwice() throws Exception {
        var closed = seal.close("c_1", TEXT);
        assertThat(closed).isNotEqualTo(seal.close("c_1", TEXT));
        assertThat(seal.open("c_1", closed)).isEqualTo(TEXT);
        assertThat(new Seal(Sha256::hex, "tests").open("c_1", closed)).isEqualTo(TEXT);
        assertThat(seal.open("c_1", seal.close("c_1", ""))).isEmpty();
    }

    @Test
    void opensNothingElse() {
        var closed = seal.close("c_1", TEXT);
        assertThatThrownBy(() -> seal.open("c_2", closed)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> new Seal(Sha256::hex, "others").open("c_1", closed))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> new Seal(text -> Sha256.hex("another home" + text), "tests").open("c_1", closed))
                .isInstanceOf(GeneralSecurityException.class);
        for (var damaged : List.of("", "!", "AAAA", closed.substring(4), closed.substring(0, closed.length() - 4))) {
            assertThatThrownBy(() -> seal.open("c_1", damaged)).isInstanceOf(GeneralSecurityException.class);
        }
    }

    @Test
    void noticesEachChangedByte() {
        var bytes = Base64.getDecoder().decode(seal.close("c_1", TEXT));
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 1;
            var changed = Base64.getEncoder().encodeToString(bytes);
            assertThatThrownBy(() -> seal.open("c_1", changed)).isInstanceOf(GeneralSecurityException.class);
            bytes[i] ^= 1;
        }
    }
}

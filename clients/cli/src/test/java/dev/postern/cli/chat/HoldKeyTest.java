// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import static dev.postern.cli.chat.HoldKey.Act.BEAT;
import static dev.postern.cli.chat.HoldKey.Act.NOTHING;
import static dev.postern.cli.chat.HoldKey.Act.RELEASE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HoldKeyTest {
    private final HoldKey key = new HoldKey();

    @Test
    void aKeyThatRepeatsIsHeldAndBeatsEveryHalfSecond() {
        assertThat(key.press(10_000)).isEqualTo(NOTHING);
        assertThat(key.press(10_660)).as("the first repetition").isEqualTo(NOTHING);
        assertThat(key.press(10_700)).isEqualTo(BEAT);
        int beats = 0;
        for (long now = 10_730; now <= 12_800; now += 30) {
            beats += key.press(now) == BEAT ? 1 : 0;
            assertThat(key.tick(now)).isEqualTo(NOTHING);
        }
        assertThat(beats).isEqualTo(4);
        assertThat(key.isHeld()).isTrue();
    }

    @Test
    void aSinglePressOrTwoStartNothing() {
        assertThat(key.press(10_000)).isEqualTo(NOTHING);
        assertThat(key.press(11_000)).isEqualTo(NOTHING);
        assertThat(key.press(13_000)).as("another time").isEqualTo(NOTHING);
        assertThat(key.tick(20_000)).isEqualTo(NOTHING);
    }

    @Test
    void whatComesAllAtOnceIsNoKey() {
        for (int i = 0; i < 50; i++) {
            assertThat(key.press(10_000 + i)).isEqualTo(NOTHING);
        }
    }

    @Test
    void silenceIsLettingGoAndTheNextPressBeginsAnew() {
        hold();
        assertThat(key.tick(11_300)).isEqualTo(NOTHING);
        assertThat(key.tick(11_301)).isEqualTo(RELEASE);
        assertThat(key.tick(11_400)).isEqualTo(NOTHING);
        assertThat(key.press(11_500)).isEqualTo(NOTHING);
    }

    @Test
    void aPressAfterSilenceThatNobodyNoticedIsLettingGo() {
        hold();
        assertThat(key.press(12_000)).isEqualTo(RELEASE);
        assertThat(key.isHeld()).isFalse();
    }

    @Test
    void onceItIsOverTheKeyMeansNothingUntilItIsLetGo() {
        hold();
        key.over();
        for (long now = 10_730; now < 12_000; now += 30) {
            assertThat(key.press(now)).isEqualTo(NOTHING);
            assertThat(key.isLeftOver(now)).isTrue();
        }
        assertThat(key.isLeftOver(12_700)).isFalse();
        assertThat(key.press(12_700)).isEqualTo(NOTHING);
        assertThat(key.isLeftOver(12_700)).isFalse();
    }

    private void hold() {
        key.press(10_000);
        key.press(10_660);
        assertThat(key.press(10_700)).isEqualTo(BEAT);
    }
}

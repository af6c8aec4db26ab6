// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolversions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepTest {
    @ParameterizedTest
    @CsvSource({"1.2.3, 1.2.3, NONE", "1.2.3, 1.2.4, PATCH", "1.2.3, 1.3.0, MINOR", "1.2.3, 2.0.0, MAJOR",
        "1.2.3, 1.2.2, NONE", "2.0.0, 1.9.9, NONE", "1.2.3, 1.2.3-rc.1, NONE", "0.1.0, 0.2.0, MAJOR",
        "0.1.0, 0.1.1, MINOR", "0.9.9, 1.0.0, MAJOR", "1.0.0, 0.9.0, NONE"})
    void isHowFarItGoesOn(String before, String after, Step step) {
        assertThat(Step.between(before, after)).isEqualTo(step);
    }

    @ParameterizedTest
    @CsvSource({"NONE, 1.2.3, 1.2.3", "PATCH, 1.2.3, 1.2.4", "MINOR, 1.2.3, 1.3.0", "MAJOR, 1.2.3, 2.0.0",
        "MINOR, 0.1.2, 0.1.3", "MAJOR, 0.1.2, 0.2.0"})
    void leadsToALeastVersion(Step step, String before, String after) {
        assertThat(step.beyond(before)).isEqualTo(after);
        assertThat(Step.between(before, after)).isGreaterThanOrEqualTo(step);
    }

    @Test
    void ordersByNumbersAndNotByDigits() {
        assertThat(Step.order("1.10.0", "1.9.0")).isPositive();
        assertThat(Step.order("1.9.0", "1.9.0-rc.1")).isZero();
    }

    @Test
    void namesWhatIsNoVersion() {
        assertThatIllegalArgumentException().isThrownBy(() -> Step.between("1.0.0", "latest"))
                .withMessageContaining("latest is no semantic version");
    }
}

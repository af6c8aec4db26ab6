// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FormTest {
    @Test
    void readsFields() {
        var form = new Form("token=a%2Bb+c&next=%2Fx%3Fy%3Dz&empty=&&=no&bare&token=later&n%C3%A4me=%C3%BC");
        assertThat(form.field("token")).contains("a+b c");
        assertThat(form.field("next")).contains("/x?y=z");
        assertThat(form.field("empty")).contains("");
        assertThat(form.field("n\u00e4me")).contains("\u00fc");
        assertThat(form.field("bare")).isEmpty();
        assertThat(form.field("")).isEmpty();
    }

    @Test
    void hasNoneWhereThereIsNothing() {
        assertThat(new Form(null).field("next")).isEmpty();
        assertThat(new Form("").field("next")).isEmpty();
    }

    @Test
    void refusesEscapesThatAreNone() {
        for (var bad : new String[]{"a=%", "a=%zz", "%4=b"}) {
            assertThatThrownBy(() -> new Form(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
    }
}

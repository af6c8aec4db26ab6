// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class SignaturesTest {
    /** The test vector that Standard Webhooks publishes. */
    @Test
    void signsAsStandardWebhooksHasIt() {
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
        assertThat(Signatures.standard(Signatures.key(FakeSurface.KEY), "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
                body)).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /** GitHub's documentation gives this secret, payload and signature. */
    @Test
    void signsAsGithubDocumentsIt() {
        assertThat(Signatures.github("It's a Secret to Everybody".getBytes(StandardCharsets.UTF_8),
                "Hello, World!".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }

    @Test
    void tellsNothingOfASecretThatIsNone() {
        for (String secret : new String[]{"plain", "whsec_", "whsec_***"}) {
            assertThatThrownBy(() -> Signatures.key(secret)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("whsec_").hasMessageNotContaining("***").hasMessageNotContaining("plain");
        }
    }
}

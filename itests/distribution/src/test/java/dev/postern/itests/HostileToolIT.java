package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tools that misbehave hurt their callers only. */
@ExtendWith(SharedGateway.class)
class HostileToolIT {
    @Test
    void aToolThatThrowsFailsItsCall(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var error = invoke(client, "hostile.throws");
            assertThat(error.text("message").orElse("")).doesNotContain("keyboard");
        }
    }

    @Test
    void aToolThatHangsIsCutAtItsDeadline(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            assertThat(invoke(client, "hostile.hangs").text("code")).contains("timeout");
        }
    }

    @Test
    void aToolThatIgnoresInterruptionIsAbandonedCountedAndThenRefused(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            String code = "";
            int timeouts = 0;
            for (int i = 0; i < 8 && !code.equals("unavailable"); i++) {
                code = invoke(client, "hostile.stubborn").text("code").orElse("");
                timeouts += code.equals("timeout") ? 1 : 0;
            }
            assertThat(code).isEqualTo("unavailable");
            assertThat(timeouts).isPositive();
            assertThat(gateway.send(gateway.authorized("/metrics").build()).body())
                    .containsPattern("postern_[a-z_]*abandoned[a-z_]*(\\{[^}]*})? [1-9]");
            client.say("/time.now");
        }
    }

    @Test
    void whatASchemaForbidsIsNotPassedOn(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            assertThat(invoke(client, "hostile.lies").toString()).doesNotContain("xxxx");
        }
    }

    @Test
    void aHundredMegabytesAreRefused(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            assertThat(invoke(client, "hostile.huge").toString()).hasSizeLessThan(2_000);
            client.say("/time.now");
        }
    }

    private static JsonObject invoke(WireClient client, String tool) throws Exception {
        var params = JsonObject.builder()
                .put("tool", tool)
                .put("input", JsonObject.EMPTY)
                .build();
        return WireClient.error(client.request("tools.invoke", params, JsonObject.EMPTY));
    }
}

package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.Risk;
import dev.postern.core.identity.Principal;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyInput;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselinePolicyTest {
    private final BaselinePolicy policy = new BaselinePolicy();

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            LOW    | PERSON  | -      | -     | -    | - | a:b | ALLOW   | risk.low
            LOW    | FOREIGN | -      | -     | -    | - | a:b | ALLOW   | risk.low
            MEDIUM | PERSON  | -      | -     | -    | - | a:b | CONFIRM | risk.medium
            MEDIUM | FOREIGN | -      | -     | -    | - | a:b | CONFIRM | risk.medium,origin.foreign
            HIGH   | PERSON  | -      | -     | -    | - | a:b | HOLD    | risk.high
            HIGH   | FOREIGN | -      | -     | -    | - | a:b | HOLD    | risk.high,origin.foreign
            LOW    | PERSON  | x.y    | -     | -    | - | a:b | ALLOW   | risk.low
            LOW    | PERSON  | o.ther | -     | -    | - | a:b | DENY    | session.allow
            LOW    | PERSON  | -      | x.y   | -    | - | a:b | DENY    | session.deny
            LOW    | PERSON  | x.y    | x.y   | -    | - | a:b | DENY    | session.deny
            LOW    | PERSON  | x.*    | -     | -    | - | a:b | ALLOW   | risk.low
            LOW    | PERSON  | *      | -     | -    | - | a:b | ALLOW   | risk.low
            LOW    | PERSON  | xx.*   | -     | -    | - | a:b | DENY    | session.allow
            LOW    | PERSON  | -      | x.*   | -    | - | a:b | DENY    | session.deny
            LOW    | PERSON  | x.y    | *     | -    | - | a:b | DENY    | session.deny
            LOW    | PERSON  | -      | xx.*  | -    | - | a:b | ALLOW   | risk.low
            MEDIUM | PERSON  | -      | -     | LOW  | - | a:b | DENY    | session.maxRisk
            MEDIUM | PERSON  | -      | -     | HIGH | - | a:b | CONFIRM | risk.medium
            LOW    | PERSON  | -      | -     | -    | c:d | a:b | DENY  | tool.scopes
            LOW    | PERSON  | -      | -     | -    | c:d | c:* | ALLOW | risk.low
            LOW    | PERSON  | -      | -     | -    | c:d | *   | ALLOW | risk.low
            HIGH   | FOREIGN | o.ther | x.y   | LOW  | c:d | a:b | DENY  | session.deny,session.allow,session.maxRisk,tool.scopes
            """)
    void decides(Risk risk, Origin origin, String allow, String deny, Risk most, String needs, String has,
            String effect, String rules) {
        var decision = policy.decide(input(risk, origin, list(allow), list(deny), Optional.ofNullable(most),
                list(needs), list(has)));
        assertThat(decision.effect()).hasToString(effect);
        assertThat(String.join(",", decision.rules())).isEqualTo(rules);
        assertThat(decision.reason()).isNotBlank();
    }

    @Test
    void theSameInputTakenFromItsRecordIsDecidedTheSame() throws Exception {
        var json = new StrictJson();
        var input = input(Risk.HIGH, Origin.FOREIGN, List.of(), List.of(), Optional.of(Risk.MEDIUM), List.of("c:d"),
                List.of("a:b"));
        var stored = (JsonObject) json.parse(json.write(input).toString());
        assertThat(policy.decide(json.read(stored, PolicyInput.class))).isEqualTo(policy.decide(input));
    }

    @SuppressWarnings("NullAway") // nothing stands for nothing in the table
    private static List<String> list(String text) {
        return text == null ? List.of() : Arrays.asList(text.split(","));
    }

    private static PolicyInput input(Risk risk, Origin origin, List<String> allow, List<String> deny,
            Optional<Risk> most, List<String> needs, List<String> has) {
        return new PolicyInput("default", "tok_1", Principal.Kind.CLIENT, has, Principal.Trust.OPERATOR, "s_1",
                "direct", allow, deny, most, Optional.empty(), Optional.empty(), "x.y", "1.0.0", risk, needs,
                JsonObject.EMPTY, "", origin, false,
                Instant.parse("2026-11-22T10:00:00Z"), new Policy.Revision(0, 0));
    }
}

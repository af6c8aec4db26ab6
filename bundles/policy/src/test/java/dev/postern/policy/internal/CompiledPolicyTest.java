// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.Risk;
import dev.postern.core.identity.Principal;
import dev.postern.core.policy.Grant;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.policy.PolicyInput;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledPolicyTest {
    private static final StrictJson JSON = new StrictJson();

    @ParameterizedTest
    @CsvSource({"LOW, ALLOW", "MEDIUM, CONFIRM", "HIGH, HOLD"})
    void goesByRiskWhereNoRuleSaysAnything(Risk risk, Effect effect) {
        var decision = decide(document(), input(it -> it.risk = risk));
        assertThat(decision.effect()).isEqualTo(effect);
        assertThat(decision.rules()).containsExactly("risk." + Baseline.name(risk));
    }

    @Test
    void letsDenyWinHoweverSpecificTheOthersAre() {
        var rules = document(rule("yes", "allow",
                "{\"tools\":[\"files.write\"],\"principals\":[\"tok_1\"],\"sessions\":[\"s_1\"]}"),
                rule("no", "deny", "{}"));
        assertThat(decide(rules, input())).satisfies(decision -> {
            assertThat(decision.effect()).isEqualTo(Effect.DENY);
            assertThat(decision.rules()).containsExactly("document:no");
        });
    }

    @Test
    void letsTheMostSpecificDecideAndTheStricterOfEqualOnes() {
        var wide = rule("wide", "hold", "{\"tools\":[\"files.*\"]}");
        var narrow = rule("narrow", "allow", "{\"tools\":[\"files.write\"]}");
        var twin = rule("twin", "confirm", "{\"tools\":[\"files.write\"]}");
        assertThat(decide(document(wide, narrow), input()).rules()).containsExactly("document:narrow");
        assertThat(decide(document(wide, narrow, twin), input())).satisfies(decision -> {
            assertThat(decision.effect()).isEqualTo(Effect.CONFIRM);
            assertThat(decision.rules()).containsExactly("document:twin");
        });
        var equal = rule("another", "confirm", "{\"principals\":[\"tok_1\"]}");
        assertThat(decide(document(twin, equal), input()).rules()).containsExactly("document:another", "document:twin");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"principals\":[\"tok_*\"]} | true", "{\"principals\":[\"tok_?x\"]} | false",
        "{\"trust\":[\"operator\"]} | false",
        "{\"kinds\":[\"client\"]} | true", "{\"sessions\":[\"s_2\"]} | false", "{\"surfaces\":[\"gateway\"]} | true",
        "{\"tools\":[\"*\"]} | true", "{\"tools\":[\"file.*\"]} | false", "{\"tools\":[\"files.*\"]} | true",
        "{\"versions\":\"[1,2)\"} | true", "{\"versions\":\"[2,3)\"} | false", "{\"risk\":[\"low\",\"medium\"]} | true",
        "{\"origin\":[\"foreign\"]} | false",
        "{\"arguments\":[{\"pointer\":\"/path\",\"prefix\":\"workspace/\"}]} | true",
        "{\"arguments\":[{\"pointer\":\"/path\",\"glob\":\"*.txt\"}]} | true",
        "{\"arguments\":[{\"pointer\":\"/path\",\"glob\":\"*.md\"}]} | false",
        "{\"arguments\":[{\"pointer\":\"/path\",\"equals\":\"x\"}]} | false",
        "{\"arguments\":[{\"pointer\":\"/path\",\"oneOf\":[\"x\",\"workspace/a.txt\"]}]} | true",
        "{\"arguments\":[{\"pointer\":\"/size\",\"present\":false}]} | true",
        "{\"arguments\":[{\"pointer\":\"/size\",\"maximum\":10}]} | false",
        "{\"arguments\":[{\"pointer\":\"/path\",\"minimum\":0}]} | false",
        "{\"arguments\":[{\"pointer\":\"/path/0\",\"present\":true}]} | false"})
    void meetsAConditionOrNot(String when, boolean meets) {
        var decision = decide(document(rule("r", "deny", when)), input());
        assertThat(decision.effect()).isEqualTo(meets ? Effect.DENY : Effect.CONFIRM);
    }

    @Test
    void forgetsARuleThatHasExpired() {
        var rules = document("{\"id\":\"r\",\"effect\":\"allow\",\"expiresAt\":\"2026-11-22T10:00:00Z\"}");
        assertThat(decide(rules, input(it -> it.at = Inputs.AT.minusMillis(1))).effect()).isEqualTo(Effect.ALLOW);
        assertThat(decide(rules, input()).effect()).isEqualTo(Effect.CONFIRM);
    }

    @Test
    void asksWhereArgumentsAreForeignEvenWhereARuleLetsThemRun() {
        var all = document(rule("all", "allow", "{}"));
        assertThat(decide(all, input(it -> it.origin = Origin.FOREIGN))).satisfies(decision -> {
            assertThat(decision.effect()).isEqualTo(Effect.CONFIRM);
            assertThat(decision.rules()).containsExactly("document:all", "origin.foreign");
        });
        assertThat(decide(all, input(it -> {
            it.origin = Origin.FOREIGN;
            it.risk = Risk.HIGH;
        })).effect()).isEqualTo(Effect.HOLD);
        assertThat(decide(all, input(it -> {
            it.origin = Origin.FOREIGN;
            it.risk = Risk.LOW;
        })).effect()).isEqualTo(Effect.ALLOW);
    }

    @Test
    void readsSessionsListsAsAreasToo() {
        var all = document(rule("all", "allow", "{}"));
        assertThat(decide(all, input(it -> it.deny = List.of("files.*"))).rules()).containsExactly("session.deny");
        assertThat(decide(all, input(it -> it.allow = List.of("time.*"))).rules()).containsExactly("session.allow");
        assertThat(decide(all, input(it -> it.maxRisk = Optional.of(Risk.LOW))).rules())
                .containsExactly("session.maxRisk");
        assertThat(decide(all, input(it -> it.toolScopes = List.of("files:write"))).rules())
                .containsExactly("tool.scopes");
        assertThat(decide(all, input(it -> it.confirmFrom = Optional.of(Risk.MEDIUM))).effect())
                .isEqualTo(Effect.CONFIRM);
        assertThat(decide(document(), input(it -> it.approvalMode = Optional.of("deny"))).rules())
                .containsExactly("risk.medium", "session.approvalMode");
    }

    @Test
    void letsAGrantRunExactlyWhatItNamesUntilItEnds() {
        var grant = new Grant("g_1", "s_1", "tok_1", "files.write", "1.2.0", Optional.of("b"), Optional.of("x1"),
                Optional.of("d1"), Optional.empty(), "op",
                Inputs.AT.minusSeconds(60), Inputs.AT.plusSeconds(60));
        var policy = new CompiledPolicy(new Policy.Revision(0, 1), PolicyDocument.EMPTY, List.of(grant));
        assertThat(policy.decide(input())).isEqualTo(
                new PolicyDecision(Effect.ALLOW, List.of("grant:g_1"), "a standing grant of op lets it run"));
        List<Consumer<Inputs>> others = List.of(it -> it.session = "s_2", it -> it.principal = "tok_2",
                it -> it.tool = "files.move", it -> it.version = "1.2.1", it -> it.arguments = "d2",
                it -> it.bundle = Optional.of("another/1/abc"), it -> it.bundle = Optional.of("b.c/1/abc"),
                it -> it.bundle = Optional.empty(), it -> it.schemas = Optional.of("x2"),
                it -> it.schemas = Optional.empty(),
                it -> it.at = Inputs.AT.plusSeconds(60), it -> it.origin = Origin.FOREIGN);
        for (var other : others) {
            assertThat(policy.decide(input(other)).effect()).isEqualTo(Effect.CONFIRM);
        }
        assertThat(policy.decide(input(it -> it.bundle = Optional.of("b/1/def"))).effect())
                .as("other bytes that call themselves the same version").isEqualTo(Effect.ALLOW);
        assertThat(policy.decide(input(it -> it.risk = Risk.HIGH)).effect()).as("a hold is held")
                .isEqualTo(Effect.HOLD);
        assertThat(policy.decide(input(it -> it.deny = List.of("files.write"))).effect()).isEqualTo(Effect.DENY);
    }

    /** The order of rules says nothing, the index finds what looking at all finds, and sessions never give more. */
    @Test
    void decidesTheSameInWhateverOrderAndNeverMoreForASession() throws Exception {
        var random = new Random(7);
        for (int round = 0; round < 300; round++) {
            var rules = new ArrayList<String>();
            for (int i = 0; i < 12; i++) {
                rules.add(rule("r" + i, pick(random, "allow", "confirm", "hold", "deny"), when(random)));
            }
            var one = document(rules.toArray(String[]::new));
            Collections.shuffle(rules, random);
            var other = document(rules.toArray(String[]::new));
            var call = randomCall(random);
            var decision = decide(one, call.build());
            assertThat(decide(other, call.build())).isEqualTo(decision);
            var stored = (JsonObject) JSON.parse(JSON.write(call.build()).toString());
            assertThat(decide(one, JSON.read(stored, PolicyInput.class))).isEqualTo(decision);
            call.confirmFrom = Optional.of(Risk.values()[random.nextInt(3)]);
            call.maxRisk = Optional.of(Risk.values()[random.nextInt(3)]);
            call.approvalMode = random.nextBoolean() ? Optional.of("deny") : Optional.empty();
            assertThat(strictness(decide(one, call.build()))).isGreaterThanOrEqualTo(strictness(decision));
        }
    }

    private static int strictness(PolicyDecision decision) {
        return List.of(Effect.ALLOW, Effect.CONFIRM, Effect.HOLD, Effect.DENY).indexOf(decision.effect());
    }

    private static Inputs randomCall(Random random) {
        var call = new Inputs();
        call.principal = pick(random, "tok_1", "tok_2");
        call.session = pick(random, "s_1", "s_2");
        call.tool = pick(random, "files.write", "files.read", "web.get");
        call.risk = Risk.values()[random.nextInt(3)];
        call.trust = Principal.Trust.values()[random.nextInt(3)];
        call.origin = random.nextBoolean() ? Origin.PERSON : Origin.FOREIGN;
        return call;
    }

    private static String when(Random random) {
        return pick(random, "{}", "{\"tools\":[\"files.*\"]}", "{\"tools\":[\"files.write\",\"web.get\"]}",
                "{\"principals\":[\"tok_1\"]}", "{\"principals\":[\"tok_*\"],\"tools\":[\"web.*\"]}",
                "{\"sessions\":[\"s_1\"]}", "{\"risk\":[\"high\"]}", "{\"trust\":[\"operator\",\"trusted\"]}",
                "{\"arguments\":[{\"pointer\":\"/path\",\"prefix\":\"workspace\"}]}", "{\"origin\":[\"foreign\"]}");
    }

    private static String pick(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static PolicyDecision decide(PolicyDocument document, PolicyInput input) {
        return new CompiledPolicy(new Policy.Revision(1, 0), document, List.of()).decide(input);
    }

    private static PolicyInput input() {
        return new Inputs().build();
    }

    private static PolicyInput input(Consumer<Inputs> marks) {
        var inputs = new Inputs();
        marks.accept(inputs);
        return inputs.build();
    }

    private static String rule(String id, String effect, String when) {
        return "{\"id\":\"" + id + "\",\"effect\":\"" + effect + "\",\"when\":" + when + "}";
    }

    private static PolicyDocument document(String... rules) {
        try {
            return JSON.read((JsonObject) JSON.parse("{\"rules\":[" + String.join(",", rules) + "]}"),
                    PolicyDocument.class);
        } catch (Exception unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}

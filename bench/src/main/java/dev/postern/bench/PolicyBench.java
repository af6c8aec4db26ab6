// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.Risk;
import dev.postern.core.identity.Principal;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.policy.PolicyInput;
import dev.postern.policy.internal.CompiledPolicy;
import dev.postern.policy.internal.PolicyDocument;
import dev.postern.policy.internal.PolicyDocument.Argument;
import dev.postern.policy.internal.PolicyDocument.Rule;
import dev.postern.policy.internal.PolicyDocument.When;

/** A decision under 1,000 rules of the kinds that people write: by tool, by area, by principal, with arguments. */
final class PolicyBench implements Main.Measurement {
    private static final int RULES = 1_000;
    private static final int ROUND = 200_000;

    @Override
    public void run(Path folder, Report report) {
        var policy = new CompiledPolicy(new Policy.Revision(1, 0), new PolicyDocument(rules()), List.of());
        var inputs = new ArrayList<PolicyInput>();
        for (int i = 0; i < 256; i++) {
            inputs.add(input(i));
        }
        for (int warm = 0; warm < 5; warm++) {
            round(policy, inputs);
        }
        long cpu = cpuNanos();
        long begin = System.nanoTime();
        long asked = round(policy, inputs);
        double each = (double) (System.nanoTime() - begin) / ROUND;
        report.row("policy decision under 1,000 rules", "5 µs", "%.2f µs, %.2f CPU-µs (%d %% ask)", each / 1e3,
                (cpuNanos() - cpu) / 1e3 / ROUND, asked * 100 / ROUND);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long round(CompiledPolicy policy, List<PolicyInput> inputs) {
        long asked = 0;
        for (int i = 0; i < ROUND; i++) {
            asked += policy.decide(inputs.get(i & 255)).effect() == Effect.CONFIRM ? 1 : 0;
        }
        return asked;
    }

    private static List<Rule> rules() {
        var rules = new ArrayList<Rule>();
        for (int i = 0; i < RULES; i++) {
            var tool = "area" + i % 50 + ".tool" + i % 200;
            var when = switch (i % 5) {
                case 0 -> when(Optional.empty(), tool, Optional.of(List.of(prefix("workspace/" + i + "/"))));
                case 1 -> when(Optional.of(List.of("tok_" + i)), tool, Optional.empty());
                case 2 -> when(Optional.of(List.of("webhook." + i + ".*")), "area" + i % 50 + ".*", Optional.empty());
                case 3 -> when(Optional.empty(), tool, Optional.empty());
                default -> when(Optional.of(List.of("tok_" + i)), "*", Optional.empty());
            };
            rules.add(new Rule("r" + i, Effect.values()[i % Effect.values().length], Optional.of(when),
                    Optional.empty(), Optional.empty()));
        }
        return rules;
    }

    private static When when(Optional<List<String>> principals, String tool, Optional<List<Argument>> arguments) {
        return new When(principals, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(List.of(tool)), Optional.empty(), Optional.empty(), Optional.empty(), arguments);
    }

    private static Argument prefix(String prefix) {
        return new Argument("/path", Optional.empty(), Optional.empty(), Optional.of(prefix), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static PolicyInput input(int i) {
        return new PolicyInput("default", "tok_" + i * 4, Principal.Kind.CLIENT, List.of("*"), Principal.Trust.TRUSTED,
                "s_" + i, "gateway", List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(),
                "area" + i % 50 + ".tool" + i % 200, "1.0.0", Optional.of("b/1/abc"), Optional.of("x1"), Risk.MEDIUM,
                List.of(),
                JsonObject.builder().put("path", new JsonString("workspace/" + i * 5 + "/a.txt")).build(), "d" + i,
                Origin.PERSON, false, Instant.EPOCH, new Policy.Revision(1, 0));
    }
}

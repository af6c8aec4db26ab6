// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

import dev.postern.api.message.Origin;
import dev.postern.api.tool.Risk;
import dev.postern.core.identity.Principal;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.policy.PolicyInput;
import dev.postern.core.tool.ToolPatterns;
import dev.postern.policy.internal.PolicyDocument.Rule;
import dev.postern.policy.internal.PolicyDocument.When;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * A rule, taken apart once.
 *
 * <p>Its rank says how specific it is: every condition counts one point, and one more when it names what it means instead
 * of a class of things (a principal, a session, a surface or a tool by name); each condition on an argument counts two.
 */
final class CompiledRule {
    private static final When ALWAYS = new When(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final Rule rule;
    private final When when;
    private final List<Glob> principals;
    private final Set<Principal.Kind> kinds;
    private final Set<Principal.Trust> trust;
    private final Set<String> sessions;
    private final Set<String> surfaces;
    private final List<String> tools;
    private final @Nullable VersionRange versions;
    private final Set<Risk> risk;
    private final Set<Origin> origin;
    private final List<ArgumentTest> arguments;
    private final @Nullable Instant expiresAt;
    private final int rank;

    CompiledRule(Rule rule) {
        this.rule = rule;
        when = rule.when().orElse(ALWAYS);
        principals = when.principals().orElse(List.of()).stream().map(Glob::new).toList();
        kinds = set(Principal.Kind.class, when.kinds().orElse(List.of()));
        trust = set(Principal.Trust.class, when.trust().orElse(List.of()));
        sessions = Set.copyOf(when.sessions().orElse(List.of()));
        surfaces = Set.copyOf(when.surfaces().orElse(List.of()));
        tools = when.tools().orElse(List.of());
        versions = when.versions().map(VersionRange::valueOf).orElse(null);
        risk = set(Risk.class, when.risk().orElse(List.of()));
        origin = set(Origin.class, when.origin().orElse(List.of()));
        arguments = when.arguments().orElse(List.of()).stream().map(ArgumentTest::new).toList();
        expiresAt = rule.expiresAt().orElse(null);
        rank = countRank();
    }

    private static <E extends Enum<E>> Set<E> set(Class<E> type, List<E> values) {
        var set = EnumSet.noneOf(type);
        set.addAll(values);
        return set;
    }

    private int countRank() {
        return points(principals, all -> all.stream().allMatch(Glob::isExact) ? 2 : 1)
                + points(kinds, _ -> 1)
                + points(trust, _ -> 1)
                + points(sessions, _ -> 2)
                + points(surfaces, _ -> 2)
                + points(tools, all -> all.stream().noneMatch(tool -> tool.endsWith("*")) ? 2 : 1)
                + (versions == null ? 0 : 1)
                + points(risk, _ -> 1)
                + points(origin, _ -> 1)
                + 2 * arguments.size();
    }

    private static <T extends Collection<?>> int points(T values, ToIntFunction<T> points) {
        return values.isEmpty() ? 0 : points.applyAsInt(values);
    }

    Effect effect() {
        return rule.effect();
    }

    int rank() {
        return rank;
    }

    /** As decisions name it. */
    String name() {
        return "document:" + rule.id();
    }

    String reason() {
        return rule.reason().orElse("");
    }

    /** The principals, sessions and tools that it names, when it names one of these: what it is found by. */
    When when() {
        return when;
    }

    boolean matches(PolicyInput input) {
        return (expiresAt == null || input.at().isBefore(expiresAt))
                && in(kinds, input.kind())
                && in(trust, input.trust())
                && in(risk, input.risk())
                && in(origin, input.origin())
                && in(sessions, input.session())
                && in(surfaces, input.surface())
                && (tools.isEmpty() || ToolPatterns.match(tools, input.tool()))
                && (principals.isEmpty() || anyGlob(principals, input.principal()))
                && (versions == null || versions.includes(Version.parseVersion(input.version())))
                && argumentsHold(input);
    }

    private static <E> boolean in(Set<E> wanted, E is) {
        return wanted.isEmpty() || wanted.contains(is);
    }

    private static boolean anyGlob(List<Glob> patterns, String principal) {
        for (var pattern : patterns) {
            if (pattern.matches(principal)) {
                return true;
            }
        }
        return false;
    }

    private boolean argumentsHold(PolicyInput input) {
        for (var argument : arguments) {
            if (!argument.holds(input.input())) {
                return false;
            }
        }
        return true;
    }
}

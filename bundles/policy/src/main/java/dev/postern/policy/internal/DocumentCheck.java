// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.policy.internal.PolicyDocument.Rule;
import dev.postern.policy.internal.PolicyDocument.When;
import org.osgi.framework.VersionRange;

/** What the schema cannot say of a document. */
final class DocumentCheck {
    private static final Pattern TOOL = Pattern.compile("\\*|[a-z0-9_]+(\\.[a-z0-9_]+)*(\\.\\*)?");
    private static final int MOST_CHARACTERS = 2 << 20;

    private DocumentCheck() {}

    /**
     * Checks.
     *
     * @param member where the document stands in the request
     * @throws WireException {@code invalid_params}, with the rule and its member
     */
    static void check(PolicyDocument document, String member) throws WireException {
        var ids = new HashSet<String>();
        for (var rule : document.rules()) {
            if (!ids.add(rule.id())) {
                throw wrong(member, rule, "id: another rule has it");
            }
            if (rule.when().isPresent()) {
                var problem = problem(rule.when().get());
                if (problem.isPresent()) {
                    throw wrong(member, rule, "when." + problem.get());
                }
            }
        }
    }

    /** @throws WireException {@code invalid_params} for one that is larger than is kept */
    static void checkSize(int characters, String member) throws WireException {
        if (characters > MOST_CHARACTERS) {
            throw new WireException(ErrorCode.INVALID_PARAMS, member + ": a document has at most " + MOST_CHARACTERS
                    + " characters, and this has " + characters);
        }
    }

    private static Optional<String> problem(When when) {
        for (var tool : when.tools().orElse(List.of())) {
            if (!TOOL.matcher(tool).matches()) {
                return Optional.of("tools: \"" + tool + "\" is no tool's name, area.* or *");
            }
        }
        if (when.versions().isPresent()) {
            if (!isRange(when.versions().get())) {
                return Optional.of("versions: \"" + when.versions().get()
                        + "\" is no version range such as [1,2), or an empty one");
            }
        }
        for (var argument : when.arguments().orElse(List.of())) {
            var problem = ArgumentTest.problem(argument);
            if (problem.isPresent()) {
                return Optional.of("arguments: " + problem.get());
            }
        }
        return empty(when).map(name -> name + ": without values nothing meets it; leave it out");
    }

    private static boolean isRange(String text) {
        try {
            return !VersionRange.valueOf(text).isEmpty();
        } catch (IllegalArgumentException bad) {
            return false;
        }
    }

    private static Optional<String> empty(When when) {
        return Optional.<String>empty()
                .or(() -> when.principals().filter(List::isEmpty).map(_ -> "principals"))
                .or(() -> when.kinds().filter(List::isEmpty).map(_ -> "kinds"))
                .or(() -> when.trust().filter(List::isEmpty).map(_ -> "trust"))
                .or(() -> when.sessions().filter(List::isEmpty).map(_ -> "sessions"))
                .or(() -> when.surfaces().filter(List::isEmpty).map(_ -> "surfaces"))
                .or(() -> when.tools().filter(List::isEmpty).map(_ -> "tools"))
                .or(() -> when.risk().filter(List::isEmpty).map(_ -> "risk"))
                .or(() -> when.origin().filter(List::isEmpty).map(_ -> "origin"))
                .or(() -> when.arguments().filter(List::isEmpty).map(_ -> "arguments"));
    }

    private static WireException wrong(String member, Rule rule, String problem) {
        return new WireException(ErrorCode.INVALID_PARAMS, member + "/rules: the rule " + rule.id() + ", " + problem);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/** A bundle as an index describes it. Each is equal to itself alone: the resolver compares them all the time. */
final class IndexedResource implements Resource {
    private static final String CONTENT = "osgi.content";

    private final List<Capability> capabilities = new ArrayList<>();
    private final List<Requirement> requirements = new ArrayList<>();

    void addCapability(Clause clause) {
        capabilities.add(new Offer(this, clause));
    }

    /** @throws InvalidSyntaxException when its filter cannot be read */
    void addRequirement(Clause clause) throws InvalidSyntaxException {
        String filter = clause.directives.get(Namespace.REQUIREMENT_FILTER_DIRECTIVE);
        requirements.add(new Need(this, clause,
                filter == null ? null : FrameworkUtil.createFilter(filter)));
    }

    /** The SHA-256 of its file; some write its letters large. */
    Optional<String> sha256() {
        return getCapabilities(CONTENT).stream().findFirst()
                .map(content -> String.valueOf(content.getAttributes().get(CONTENT)).toLowerCase(Locale.ROOT));
    }

    @Override
    public List<Capability> getCapabilities(@Nullable String namespace) {
        return namespace == null
                ? List.copyOf(capabilities)
                : capabilities.stream().filter(each -> each.getNamespace().equals(namespace)).toList();
    }

    @Override
    public List<Requirement> getRequirements(@Nullable String namespace) {
        return namespace == null
                ? List.copyOf(requirements)
                : requirements.stream().filter(each -> each.getNamespace().equals(namespace)).toList();
    }

    /** What serves a requirement, whoever made it. */
    static Predicate<Capability> serves(Requirement requirement) {
        if (requirement instanceof Need need) {
            return need::matches;
        }
        String text = requirement.getDirectives().get(Namespace.REQUIREMENT_FILTER_DIRECTIVE);
        if (text == null) {
            return _ -> true;
        }
        try {
            Filter filter = FrameworkUtil.createFilter(text);
            return capability -> filter.matches(capability.getAttributes());
        } catch (InvalidSyntaxException malformed) {
            return _ -> false;
        }
    }

    /**
     * What stands in the index.
     *
     * @param namespace of it
     * @param attributes by name
     * @param directives by name
     */
    record Clause(String namespace, Map<String, Object> attributes, Map<String, String> directives) {}

    /** One of its capabilities or requirements. */
    private abstract static class Part {
        private final Resource resource;
        private final Clause clause;

        Part(Resource resource, Clause clause) {
            this.resource = resource;
            this.clause = clause;
        }

        public String getNamespace() {
            return clause.namespace;
        }

        public Map<String, String> getDirectives() {
            return clause.directives;
        }

        public Map<String, Object> getAttributes() {
            return clause.attributes;
        }

        public Resource getResource() {
            return resource;
        }
    }

    private static final class Offer extends Part implements Capability {
        Offer(Resource resource, Clause clause) {
            super(resource, clause);
        }
    }

    private static final class Need extends Part implements Requirement {
        private final @Nullable Filter filter;

        Need(Resource resource, Clause clause, @Nullable Filter filter) {
            super(resource, clause);
            this.filter = filter;
        }

        boolean matches(Capability capability) {
            return filter == null || filter.matches(capability.getAttributes());
        }
    }
}

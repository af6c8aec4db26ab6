// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.core.plugin.PluginException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;
import org.osgi.resource.Wiring;
import org.osgi.service.resolver.HostedCapability;
import org.osgi.service.resolver.ResolutionException;
import org.osgi.service.resolver.ResolveContext;
import org.osgi.service.resolver.Resolver;

/** Resolves a bundle against the running framework with nothing installed, and says in one sentence what is missing. */
final class DryResolve {
    private final Resolver resolver;

    DryResolve(Resolver resolver) {
        this.resolver = resolver;
    }

    /** Refuses a bundle that would not resolve: code {@code unresolved}. */
    void check(PluginJar jar, Platform platform) throws PluginException {
        for (Requirement requirement : jar.resource().getRequirements(null)) {
            if (isEffective(requirement) && !isOptional(requirement)
                    && providers(requirement, jar.resource(), platform).isEmpty()) {
                throw new PluginException("unresolved", missing(requirement, jar, platform), null);
            }
        }
        try {
            resolver.resolve(new Context(jar.resource(), platform));
        } catch (ResolutionException conflict) {
            throw new PluginException("unresolved", "what it needs is there, but does not fit together: "
                    + conflict.getMessage(), conflict);
        }
    }

    private static String missing(Requirement requirement, PluginJar jar, Platform platform) {
        String namespace = requirement.getNamespace();
        var offered = new TreeSet<String>();
        if (namespace.equals(PackageNamespace.PACKAGE_NAMESPACE)) {
            String filter = String.valueOf(requirement.getDirectives().get(Namespace.REQUIREMENT_FILTER_DIRECTIVE));
            for (var wanted : jar.imports().entrySet()) {
                if (filter.contains("(" + namespace + "=" + wanted.getKey() + ")")) {
                    for (Capability there : platform.capabilities(namespace)) {
                        if (wanted.getKey().equals(there.getAttributes().get(namespace))) {
                            offered.add(String.valueOf(there.getAttributes().get("version")));
                        }
                    }
                    return "it needs the package " + wanted.getKey()
                            + (wanted.getValue().isEmpty() ? "" : " " + wanted.getValue())
                            + (offered.isEmpty()
                                    ? ", which the gateway does not offer"
                                    : "; the gateway offers "
                                            + String.join(", ", offered));
                }
            }
        }
        for (Capability there : Stream.of(platform.capabilities(namespace), platform.ofPlugins(namespace))
                .flatMap(List::stream).toList()) {
            Object name = there.getAttributes().get(namespace);
            Object version = there.getAttributes().get("version");
            offered.add((name == null ? "" : name.toString()) + (version == null ? "" : " " + version));
        }
        return "it requires " + namespace + " "
                + requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "")
                + (offered.isEmpty()
                        ? ", of which the gateway offers none"
                        : "; the gateway offers "
                                + String.join("; ", offered));
    }

    private static List<Capability> providers(Requirement requirement, Resource candidate, Platform platform) {
        var wanted = wanted(requirement);
        String namespace = requirement.getNamespace();
        return Stream.of(platform.capabilities(namespace), platform.ofPlugins(namespace),
                candidate.getCapabilities(namespace)).flatMap(List::stream)
                .filter(wanted).collect(Collectors.toCollection(ArrayList::new));
    }

    /** Which capabilities of its namespace serve a requirement; the filter is read once for the hundreds there are. */
    private static Predicate<Capability> wanted(Requirement requirement) {
        @Nullable
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

    private static boolean isOptional(Requirement requirement) {
        return Namespace.RESOLUTION_OPTIONAL
                .equals(requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
    }

    private static boolean isEffective(Requirement requirement) {
        @Nullable
        String effective = requirement.getDirectives().get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE);
        return effective == null || effective.equals(Namespace.EFFECTIVE_RESOLVE);
    }

    /** The framework as it is, and one bundle more. */
    private static final class Context extends ResolveContext {
        private final Resource candidate;
        private final Platform platform;

        Context(Resource candidate, Platform platform) {
            this.candidate = candidate;
            this.platform = platform;
        }

        @Override
        public Collection<Resource> getMandatoryResources() {
            return List.of(candidate);
        }

        @Override
        public List<Capability> findProviders(Requirement requirement) {
            return providers(requirement, candidate, platform);
        }

        @Override
        public int insertHostedCapability(List<Capability> capabilities, HostedCapability hosted) {
            capabilities.add(hosted);
            return capabilities.size() - 1;
        }

        @Override
        public boolean isEffective(Requirement requirement) {
            return DryResolve.isEffective(requirement);
        }

        @Override
        public Map<Resource, Wiring> getWirings() {
            return platform.wirings();
        }
    }
}

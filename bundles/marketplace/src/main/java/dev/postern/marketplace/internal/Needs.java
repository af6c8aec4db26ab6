// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.plugin.PluginException;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;
import org.osgi.resource.Wire;
import org.osgi.resource.Wiring;
import org.osgi.service.resolver.HostedCapability;
import org.osgi.service.resolver.ResolutionException;
import org.osgi.service.resolver.ResolveContext;
import org.osgi.service.resolver.Resolver;

/**
 * Finds the plugins that a plugin needs: what is installed serves first, then what marketplaces have, the newest that can be
 * chosen. Of one order; what it looked up it keeps.
 */
final class Needs {
    private static final int MOST = 50;

    private final Resolver resolver;
    private final Platform platform;
    private final Choice choice;
    private final List<Edition> editions;
    private final Map<String, String> installed;
    private final Map<String, List<Capability>> offers = new HashMap<>();
    private String plugin = "";

    /**
     * Among these.
     *
     * @param editions those with the say first
     * @param installed versions of what is installed, by id: nothing of it is replaced for another's sake
     */
    Needs(Resolver resolver, Platform platform, List<Edition> editions, Map<String, String> installed) {
        this.resolver = resolver;
        this.platform = platform;
        this.choice = new Choice(platform);
        this.editions = editions;
        this.installed = installed;
    }

    /**
     * What is to be installed, in that order, and the plugin last.
     *
     * @throws PluginException code {@code unresolved} or {@code needs_circle}
     */
    List<Offer> of(Edition edition, Offer wanted) throws PluginException {
        plugin = wanted.plugin().id();
        Resource main = edition.resources().get(wanted.plugin().file().sha256());
        if (main == null) {
            throw new PluginException("unresolved", "the index of " + wanted.source().name() + " does not know "
                    + wanted.label() + "; its owner makes it anew: ./postern marketplace index", null);
        }
        try {
            return sorted(main, wanted, resolver.resolve(new Context(main)));
        } catch (ResolutionException unresolved) {
            throw new PluginException("unresolved", unresolved.getUnresolvedRequirements().stream().findFirst()
                    .map(need -> missing(need, wanted))
                    .orElseGet(() -> "what " + wanted.label() + " needs is there, but does not fit together: "
                            + unresolved.getMessage()),
                    unresolved);
        }
    }

    private List<Offer> sorted(Resource main, Offer wanted, Map<Resource, List<Wire>> wires) throws PluginException {
        var order = new LinkedHashSet<Resource>();
        visit(main, wires, order, new LinkedHashSet<>());
        var chosen = new ArrayList<Offer>();
        var versions = new HashMap<String, String>();
        for (Resource each : order) {
            Offer offer = each.equals(main) ? wanted : owner(each).orElseThrow();
            String other = versions.put(offer.plugin().id(), offer.plugin().version());
            if (other != null) {
                throw new PluginException("unresolved",
                        wanted.label() + " needs both " + offer.plugin().id() + " " + other
                                + " and " + offer.plugin().version() + ", and one can be installed",
                        null);
            }
            chosen.add(offer);
        }
        return chosen;
    }

    /** A plugin is installed after those that it needs; the framework starts none before them. */
    private void visit(Resource resource, Map<Resource, List<Wire>> wires, Set<Resource> done, Set<Resource> path)
            throws PluginException {
        if (done.contains(resource) || owner(resource).isEmpty()) {
            return;
        }
        if (!path.add(resource)) {
            throw new PluginException("needs_circle", path.stream().map(each -> owner(each).orElseThrow().label())
                    .collect(Collectors.joining(" needs ")) + " needs " + owner(resource).orElseThrow().label()
                    + ": plugins are installed one after another, so that of two that need each other neither can be"
                    + " the first; their publishers put both into one, or what both need into a third", null);
        }
        if (done.size() + path.size() > MOST) {
            throw new PluginException("unresolved", owner(path.iterator().next()).orElseThrow().label()
                    + " needs more than " + (MOST - 1) + " plugins; install some of them first", null);
        }
        for (Wire wire : wires.getOrDefault(resource, List.of())) {
            if (!wire.getProvider().equals(resource)) {
                visit(wire.getProvider(), wires, done, path);
            }
        }
        path.remove(resource);
        done.add(resource);
    }

    private Optional<Offer> owner(Resource resource) {
        return editions.stream().flatMap(edition -> edition.owner(resource).stream()
                .map(plugin -> new Offer(edition.source(), plugin))).findFirst();
    }

    /** What nothing serves that could be chosen, and what there is of it. */
    private String missing(Requirement need, Offer wanted) {
        String who = owner(need.getResource()).map(Offer::label).orElse(wanted.label());
        var there = new LinkedHashSet<String>();
        platform.capabilities(need.getNamespace()).stream().filter(each -> concerns(need, each))
                .forEach(each -> there.add("installed " + text(each)));
        for (Edition edition : editions) {
            for (Capability each : edition.offers().getOrDefault(need.getNamespace(), List.of())) {
                edition.owner(each.getResource())
                        .filter(plugin -> !plugin.id().equals(wanted.plugin().id()) && concerns(need, each))
                        .ifPresent(plugin -> there.add(EditionReader.label(plugin) + " of " + edition.source().name()
                                + reason(need, each, plugin)));
            }
        }
        boolean many = need.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE) || there.size() > MOST;
        return who + " needs " + need.getNamespace() + " "
                + need.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "")
                + (there.isEmpty() || many
                        ? ", which is neither installed nor in a marketplace"
                        : "; there is " + String.join("; ", there));
    }

    /** Whether its name is in the filter: what differs is the version then. */
    private static boolean concerns(Requirement need, Capability each) {
        return need.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "")
                .contains("=" + each.getAttributes().get(need.getNamespace()) + ")");
    }

    private String reason(Requirement need, Capability each, CataloguePlugin owner) {
        if (!IndexedResource.serves(need).test(each)) {
            return ", which does not serve";
        }
        String there = installed.get(owner.id());
        if (there == null) {
            return choice.refusal(owner, false).map(why -> ", which " + why).orElse(", which needs what is missing");
        }
        return there.equals(owner.version())
                ? ", which is installed and does not run; enable it"
                : ", of which " + there + " is installed; update that first";
    }

    private static String text(Capability each) {
        Object version = each.getAttributes().get("version");
        return each.getAttributes().get(each.getNamespace()) + (version == null ? "" : " " + version);
    }

    /** What marketplaces offer in a namespace that may be taken, what comes first serving first. */
    private List<Capability> offered(String namespace) {
        return offers.computeIfAbsent(namespace, _ -> {
            var taken = new HashSet<String>();
            var found = new ArrayList<Capability>();
            for (Edition edition : editions) {
                edition.offers().getOrDefault(namespace, List.of()).stream()
                        .filter(each -> edition.owner(each.getResource())
                                .filter(it -> mayCome(it, taken)).isPresent())
                        .forEach(found::add);
                taken.addAll(edition.plugins().keySet());
            }
            return found;
        });
    }

    /** A plugin is had from the marketplace with the say, or not at all; other versions of what is wanted are no need of it. */
    private boolean mayCome(CataloguePlugin each, Set<String> taken) {
        return !each.id().equals(plugin) && !taken.contains(each.id()) && !installed.containsKey(each.id())
                && choice.isChoosable(each);
    }

    /** What is there, the plugin, and what marketplaces have. */
    private final class Context extends ResolveContext {
        private final Resource main;

        Context(Resource main) {
            this.main = main;
        }

        @Override
        public Collection<Resource> getMandatoryResources() {
            return List.of(main);
        }

        @Override
        public List<Capability> findProviders(Requirement requirement) {
            Predicate<Capability> serves = IndexedResource.serves(requirement);
            String namespace = requirement.getNamespace();
            var found = new ArrayList<Capability>();
            platform.capabilities(namespace).stream().filter(serves).forEach(found::add);
            requirement.getResource().getCapabilities(namespace).stream().filter(serves)
                    .filter(each -> !found.contains(each)).forEach(found::add);
            main.getCapabilities(namespace).stream().filter(serves).filter(each -> !found.contains(each))
                    .forEach(found::add);
            offered(namespace).stream().filter(serves).filter(each -> !found.contains(each)).forEach(found::add);
            return found;
        }

        @Override
        public int insertHostedCapability(List<Capability> capabilities, HostedCapability hosted) {
            capabilities.add(hosted);
            return capabilities.size() - 1;
        }

        @Override
        public boolean isEffective(Requirement requirement) {
            return Namespace.EFFECTIVE_RESOLVE.equals(requirement.getDirectives()
                    .getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE));
        }

        @Override
        public Map<Resource, Wiring> getWirings() {
            return platform.wirings();
        }
    }
}

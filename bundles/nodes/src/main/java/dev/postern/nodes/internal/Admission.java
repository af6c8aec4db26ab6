// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

import dev.postern.api.tool.ToolDefinition;
import dev.postern.core.tool.ToolPatterns;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.tool.ToolRegistry.RegisteredTool;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;

/** Which offers are taken. What a descriptor must be, the registry judges, for nodes as for plugins. */
final class Admission {
    /** What a frame has besides the output. */
    private static final int ENVELOPE = 1_024;

    private final BundleContext context;
    private final ToolRegistry registry;

    Admission(BundleContext context, ToolRegistry registry) {
        this.context = context;
        this.registry = registry;
    }

    /** Judges the registration as a whole. */
    void judge(List<ToolOffer> offers, NodesSettings settings) throws WireException {
        if (offers.size() > settings.maxTools()) {
            throw new WireException(ErrorCode.INVALID_PARAMS, "params/tools: a node has at most "
                    + settings.maxTools() + " tools (max.tools of " + NodesConfig.PID + ")");
        }
        var seen = new HashSet<String>();
        for (var offer : offers) {
            if (!seen.add(offer.key())) {
                throw new WireException(ErrorCode.INVALID_PARAMS, "params/tools: " + offer.key() + " is there twice");
            }
        }
    }

    /** Why an offer is not taken, before the registry is asked; empty when nothing speaks against it. */
    Optional<String> objection(ToolOffer offer, Node.Identity identity, int maxFrameBytes, NodesSettings settings) {
        return (identity.bundleId().isPresent()
                ? Optional.<String>empty()
                : ownObjection(offer, maxFrameBytes, settings))
                .or(() -> isTaken(offer, identity.owner()) ? Optional.of(taken(offer.name())) : Optional.empty());
    }

    /** What speaks against a tool of a node of its own; a plugin that was installed has passed the installation. */
    private static Optional<String> ownObjection(ToolOffer offer, int maxFrameBytes, NodesSettings settings) {
        if (!ToolPatterns.match(settings.names(), offer.name())) {
            return Optional.of("nodes may not offer this name; an administrator allows it by names of "
                    + NodesConfig.PID);
        }
        if (offer.maxOutputBytes() > maxFrameBytes - ENVELOPE) {
            return Optional.of("maxOutputBytes: a frame holds at most " + (maxFrameBytes - ENVELOPE)
                    + " bytes of output here (max.frame.bytes of dev.postern.gateway)");
        }
        return Optional.empty();
    }

    private boolean isTaken(ToolOffer offer, String owner) {
        return declared(offer.name(), owner)
                || registry.find(offer.name(), "").filter(tool -> !isOf(tool, owner)).isPresent();
    }

    /** Why the registry did not take it; empty when it serves. */
    Optional<String> refusal(ToolOffer offer, Node.Identity identity) {
        var bundle = identity.bundle();
        var owner = identity.owner();
        long bundleId = identity.bundleId().orElse(context.getBundle().getBundleId());
        boolean serves = registry.of(bundleId).stream().anyMatch(tool -> tool.bundle().equals(bundle)
                && tool.descriptor().name().equals(offer.name())
                && tool.descriptor().version().equals(offer.version()));
        if (serves) {
            return Optional.empty();
        }
        // whose it is, is not for a node to know
        return Optional.of(registry.find(offer.name(), "").filter(tool -> !isOf(tool, owner)).isPresent()
                ? taken(offer.name())
                : registry.refused().stream()
                        .filter(refused -> refused.name().equals(offer.name())
                                && refused.bundleId() == bundleId)
                        .map(ToolRegistry.RefusedTool::reason)
                        .findFirst()
                        .orElse("it is gone again"));
    }

    /** A plugin that is installed owns the names in its manifest, also while it does not run. */
    private boolean declared(String name, String owner) {
        for (var bundle : context.getBundles()) {
            var revision = bundle.adapt(BundleRevision.class);
            if (revision != null && !owner.equals(bundle.getSymbolicName())
                    && revision.getDeclaredCapabilities(ToolDefinition.CAPABILITY).stream()
                            .anyMatch(tool -> name.equals(tool.getAttributes().get(ToolDefinition.CAPABILITY)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(RegisteredTool tool, String owner) {
        return tool.bundle().startsWith(owner + "/");
    }

    private static String taken(String name) {
        return "the name " + name + " belongs to another; give the tool another name";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.access.Grants;
import dev.postern.core.hash.Sha256;
import dev.postern.core.health.HealthPart;
import dev.postern.core.identity.Principal;
import dev.postern.core.json.Json;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.tool.NodeWarrants;
import dev.postern.core.tool.NodeWarrants.Warrant;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.wire.ConnectionWatch;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.NodeLinks;
import dev.postern.core.wire.WireException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes that are there: takes their tools, watches for signs of life, and lets them go. */
@Component(service = {Nodes.class, HealthPart.class})
public final class Nodes implements HealthPart {
    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);
    private static final long LONGEST_TICK_MILLIS = 1_000;

    private final BundleContext context;
    private final NodeCalls.Contract contract;
    private final NodeLinks links;
    private final ConnectionWatch connections;
    private final LiveSettings settings;
    private final ToolRegistry registry;
    private final Admission admission;
    private final NodeRecords records;
    private final Json json;
    private final AutoCloseable gauge;
    private final ReentrantLock lock = new ReentrantLock();
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile @Nullable NodeWarrants warrants;
    /** By connection. Guarded by the lock. */
    private final Map<String, Node> nodes = new HashMap<>();
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1,
            Thread.ofVirtual().name("nodes-clock").factory(), new ThreadPoolExecutor.DiscardPolicy());

    /** None yet. */
    @Activate
    public Nodes(
            BundleContext context,
            @Reference Json json,
            @Reference NodeLinks links,
            @Reference ConnectionWatch connections,
            @Reference ToolRegistry registry,
            @Reference Store store,
            @Reference Metrics metrics,
            @Reference LiveSettings settings) {
        this.context = context;
        this.json = json;
        this.links = links;
        this.connections = connections;
        this.settings = settings;
        contract = NodeCalls.Contract.of(json);
        this.registry = registry;
        admission = new Admission(context, registry);
        records = new NodeRecords(store);
        gauge = metrics.gauge("postern_nodes", () -> all().size());
        scheduleTick();
    }

    @Deactivate
    void stop() throws Exception {
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        clock.shutdown();
        gauge.close();
        for (var node : all()) {
            // it comes again to whoever takes this one's place
            left(node, "the gateway's part for nodes stopped");
            node.withdrawNow();
            node.hangUp();
        }
    }

    /** Those that are there, in no order. */
    List<Node> all() {
        lock.lock();
        try {
            return List.copyOf(nodes.values());
        } finally {
            lock.unlock();
        }
    }

    /** The node of a connection. */
    Node of(String connection) throws WireException {
        lock.lock();
        try {
            return Optional.ofNullable(nodes.get(connection)).orElseThrow(() -> new WireException(
                    ErrorCode.PRECONDITION_FAILED, "no node has registered on this connection: nodes.register"));
        } finally {
            lock.unlock();
        }
    }

    /** Takes a node and its tools; its earlier connection, if it has one, ends. */
    NodesRegister.Result register(NodesRegister.Params params, MethodContext asking)
            throws WireException, StoreException {
        var now = settings.now();
        admission.judge(params.tools(), now);
        var link = links.node(asking.connection()).orElseThrow(() -> new WireException(
                ErrorCode.PRECONDITION_FAILED, "client.kind of this connection's connect is not node"));
        var node = new Node(identity(params, asking.principal()), asking.principal(), asking.connection(), link,
                contract, now.maxCalls());
        take(node, now).ifPresent(earlier -> {
            leave(earlier, "it connected anew");
            earlier.hangUp();
        });
        try {
            records.joined(node, params.tools());
        } catch (StoreException unrecorded) {
            forget(node);
            throw unrecorded;
        }
        var _ = connections.whenClosed(node.connection(), () -> leave(node, "its connection closed"));
        var told = new ArrayList<NodesRegister.Told>();
        for (var offer : params.tools()) {
            told.add(new NodesRegister.Told(offer.name(), offer.version(),
                    offer(node, offer, link.maxFrameBytes(), now)));
        }
        LOG.info("The node {} of {} registered {} tools", node.identity().name(), node.principal().id(), told.size());
        return new NodesRegister.Result(node.identity().name(), node.identity().bundle(), now.heartbeat().toMillis(),
                now.maxCalls(), told);
    }

    /** Why the tool does not serve; empty when it does. */
    private Optional<String> offer(Node node, ToolOffer offer, int maxFrameBytes, NodesSettings now) {
        var identity = node.identity();
        var objection = admission.objection(offer, identity, maxFrameBytes, now);
        if (objection.isPresent()) {
            return objection;
        }
        var tenant = identity.bundleId().isPresent()
                ? Optional.<String>empty()
                : Optional.of(node.principal().tenant());
        boolean there = node.offer(context, new NodeTool(offer.descriptor(), identity.bundle(), identity.bundleId(),
                identity.grants(), tenant, node.calls()));
        return there
                ? admission.refusal(offer, identity)
                : Optional.of("the connection is gone");
    }

    private Node.Identity identity(NodesRegister.Params params, Principal principal) {
        var descriptors = new JsonArray(params.tools().stream().<JsonValue>map(json::write).toList());
        var warrant = warrants == null ? Optional.<Warrant>empty() : warrants.of(principal.id(), params.node());
        if (warrant.isPresent()) {
            var plugin = warrant.get();
            return new Node.Identity(params.node(), plugin.owner(), params.version(), plugin.bundle(),
                    OptionalLong.of(plugin.bundleId()), plugin.grants());
        }
        var owner = "node." + principal.id() + "." + params.node();
        return new Node.Identity(params.node(), owner, params.version(), owner + "/" + params.version() + "/"
                + Sha256.hex(JsonObject.builder().put("tools", descriptors).build().canonical()),
                OptionalLong.empty(), Grants.none(owner));
    }

    /** Gives it a place, and the earlier one whose place it takes. */
    private Optional<Node> take(Node node, NodesSettings now) throws WireException {
        lock.lock();
        try {
            if (nodes.containsKey(node.connection())) {
                throw new WireException(ErrorCode.CONFLICT,
                        "this connection's node has registered; to offer other tools, connect anew");
            }
            var earlier = nodes.values().stream()
                    .filter(other -> other.principal().id().equals(node.principal().id())
                            && other.identity().name().equals(node.identity().name()))
                    .findFirst();
            if (earlier.isEmpty()) {
                makesRoom(node, now);
            }
            earlier.ifPresent(other -> nodes.remove(other.connection()));
            nodes.put(node.connection(), node);
            return earlier;
        } finally {
            lock.unlock();
        }
    }

    private void makesRoom(Node node, NodesSettings now) throws WireException {
        long ofToken = nodes.values().stream()
                .filter(other -> other.principal().id().equals(node.principal().id()))
                .count();
        if (nodes.size() >= now.maxNodes() || ofToken >= now.maxNodesPerToken()) {
            throw WireException.overloaded("there are as many nodes as may be: " + now.maxNodes() + ", and "
                    + now.maxNodesPerToken() + " with one token (" + NodesConfig.PID + ")", now.patience());
        }
    }

    private void forget(Node node) {
        lock.lock();
        try {
            nodes.remove(node.connection(), node);
        } finally {
            lock.unlock();
        }
    }

    private void leave(Node node, String reason) {
        if (left(node, reason)) {
            node.drain(registry);
            Thread.ofVirtual().name("node-leaves").start(() -> node.withdraw(registry));
        }
    }

    /** Whether that was not known before. */
    private boolean left(Node node, String reason) {
        forget(node);
        boolean first = node.leave();
        if (first) {
            LOG.info("The node {} of {} left: {}", node.identity().name(), node.principal().id(), reason);
            records.left(node, reason);
        }
        return first;
    }

    private void scheduleTick() {
        long heartbeat = settings.now().heartbeat().toMillis();
        clock.schedule(this::tick, Math.clamp(heartbeat / 2, 1, LONGEST_TICK_MILLIS), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        long now = System.nanoTime();
        var patience = settings.now().patience();
        for (var node : all()) {
            if (node.silence(now) > patience.toNanos()) {
                leave(node, "nothing was heard of it for " + patience.toMillis() + " ms");
                node.hangUp();
            }
        }
        scheduleTick();
    }

    @Override
    public String name() {
        return "nodes";
    }

    @Override
    public Health health() {
        var all = all();
        return all.isEmpty()
                ? Health.UP
                : new Health(true, all.size() + " connected, "
                        + all.stream().mapToInt(node -> node.calls().count()).sum() + " calls run there");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.api.tool.ToolDefinition;
import dev.postern.core.access.Grants;
import dev.postern.core.identity.Principal;
import dev.postern.core.tool.HostedTool;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.wire.NodeLink;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** A node that has registered, as long as its connection lasts. */
final class Node {
    /** By which the registry tells of a tool that it did not take. */
    private static final String NAME = ToolDefinition.PREFIX_ + "name";
    /** How long calls may take that the node has answered. */
    private static final Duration ENDING = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofMillis(10);

    private final Identity identity;
    private final Principal principal;
    private final String connection;
    private final NodeLink link;
    private final NodeCalls calls;
    private final Instant since = Instant.now();
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock. */
    private final Map<HostedTool, ServiceRegistration<HostedTool>> tools = new IdentityHashMap<>();
    private boolean gone;
    private volatile boolean draining;
    private volatile long heardNanos = System.nanoTime();

    Node(Identity identity, Principal principal, String connection, NodeLink link, NodeCalls.Contract contract,
            int maxCalls) {
        this.identity = identity;
        this.principal = principal;
        this.connection = connection;
        this.link = link;
        calls = new NodeCalls(link, contract, maxCalls, this::heard);
    }

    /**
     * Which node, and what it offers.
     *
     * @param name its own name
     * @param owner whose the names of its tools are: the token and the name, so that no other token takes its place
     * @param version its version
     * @param bundle as records have it
     * @param bundleId of the plugin whose tools it runs, if it does
     * @param grants what its calls may reach
     */
    record Identity(String name, String owner, String version, String bundle, OptionalLong bundleId, Grants grants) {}

    Identity identity() {
        return identity;
    }

    Principal principal() {
        return principal;
    }

    String connection() {
        return connection;
    }

    /** The largest frame that is taken from it. */
    int maxFrameBytes() {
        return link.maxFrameBytes();
    }

    NodeCalls calls() {
        return calls;
    }

    Instant since() {
        return since;
    }

    boolean draining() {
        return draining;
    }

    /** It gave a sign of life. */
    void heard() {
        heardNanos = System.nanoTime();
    }

    /** For how long it has given none, in ns. */
    long silence(long now) {
        return now - heardNanos;
    }

    /** Offers a tool to the registry. False when the node has gone meanwhile. */
    boolean offer(BundleContext context, HostedTool tool) {
        lock.lock();
        try {
            if (!gone) {
                tools.put(tool, context.registerService(HostedTool.class, tool,
                        FrameworkUtil.asDictionary(Map.of(NAME, tool.descriptor().name()))));
            }
            return !gone;
        } finally {
            lock.unlock();
        }
    }

    /** Begins no call any more, and takes its tools off the registry's table; gives the calls that run. */
    List<String> drain(ToolRegistry registry) {
        draining = true;
        awaitIdle(registry, Duration.ZERO);
        return calls.drain();
    }

    /** It is gone. False when that was known before. */
    boolean leave() {
        lock.lock();
        try {
            boolean first = !gone;
            gone = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the tools of a node that is gone away, which ends calls as those of a plugin that goes unasked; those that it
     * has answered may end first. Takes some seconds at most.
     */
    void withdraw(ToolRegistry registry) {
        long end = System.nanoTime() + ENDING.toNanos();
        while (calls.ending() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(TICK.toNanos());
        }
        if (calls.count() == 0) {
            awaitIdle(registry, ENDING);
        } else {
            // from our code back into the runner's is a moment, in which it would not be known that a call has ended
            LockSupport.parkNanos(TICK.toNanos());
        }
        withdrawNow();
    }

    /** The same at once. */
    void withdrawNow() {
        List<ServiceRegistration<HostedTool>> going;
        lock.lock();
        try {
            going = List.copyOf(tools.values());
            tools.clear();
        } finally {
            lock.unlock();
        }
        going.forEach(Node::unregister);
    }

    private void awaitIdle(ToolRegistry registry, Duration limit) {
        List<HostedTool> offered;
        lock.lock();
        try {
            offered = List.copyOf(tools.keySet());
        } finally {
            lock.unlock();
        }
        try {
            for (var tool : offered) {
                registry.drain(tool, limit);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private static void unregister(ServiceRegistration<HostedTool> tool) {
        try {
            tool.unregister();
        } catch (IllegalStateException stopped) {
            // with this bundle the framework has taken its services
        }
    }

    /** Ends the connection: nobody is there. */
    void hangUp() {
        link.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.postern.core.access.AccessProvider;
import dev.postern.core.approval.Holds;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.id.Ids;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.json.Json;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.policy.Policy;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.ToolRunner;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Streams;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a call from its request to its outcome. */
@Component(service = {ToolRunner.class, DefaultToolRunner.class}, configurationPid = ToolRunnerConfig.PID)
@Designate(ocd = ToolRunnerConfig.class)
public final class DefaultToolRunner implements ToolRunner {
    private static final Logger LOG = LoggerFactory.getLogger(DefaultToolRunner.class);

    private final DefaultToolRegistry registry;
    private final Json json;
    private final Rows rows;
    private final Metrics metrics;
    private final Clock clock = Clock.systemUTC();
    private final RunningCalls running = new RunningCalls();
    private final Watchdog watchdog;
    private final Places places;
    private final RunnerParts parts;
    private final GateParts judging;
    private final List<AutoCloseable> gauges;
    private volatile int maxAbandoned;
    private volatile Duration expiry;
    private volatile boolean dryRun;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Streams streams;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Holds holds;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Authenticator authenticator;

    /** Made by Declarative Services. */
    @Activate
    public DefaultToolRunner(
            @Reference DefaultToolRegistry registry,
            @Reference Policy policy,
            @Reference Json json,
            @Reference Rows rows,
            @Reference KeyedDigest digest,
            @Reference AccessProvider access,
            @Reference ConfigurationAdmin configurations,
            @Reference Metrics metrics,
            ToolRunnerConfig config) {
        this.registry = registry;
        this.json = json;
        this.rows = rows;
        this.metrics = metrics;
        this.maxAbandoned = config.max_abandoned();
        this.expiry = Duration.ofSeconds(config.approval_expiry_seconds());
        this.dryRun = config.dry_run();
        this.places = new Places(config.max_calls());
        this.watchdog = new Watchdog(Duration.ofMillis(config.grace_millis()), new CarrierThreads());
        this.parts = new RunnerParts(
                new AttemptFactory(access, new PluginSettings(configurations), () -> streams, watchdog, clock),
                running,
                places,
                () -> maxAbandoned);
        this.judging = new GateParts(policy, digest, () -> holds, () -> authenticator, () -> expiry, () -> dryRun,
                new DirectRequests(json, digest), new Ids(), clock);
        this.gauges = List.of(
                metrics.gauge("postern_calls_running", running::size),
                metrics.gauge("postern_tool_threads_abandoned", watchdog::abandonedThreads),
                metrics.gauge("postern_tool_breakers_open", registry::openBreakers));
    }

    /** Calls that run go on. */
    @Modified
    void modified(ToolRunnerConfig config) {
        maxAbandoned = config.max_abandoned();
        expiry = Duration.ofSeconds(config.approval_expiry_seconds());
        dryRun = config.dry_run();
        places.resize(config.max_calls());
        watchdog.grace(Duration.ofMillis(config.grace_millis()));
    }

    @Deactivate
    void close() throws Exception {
        running.stop();
        watchdog.close();
        for (var gauge : gauges) {
            gauge.close();
        }
    }

    @Override
    public CallOutcome run(CallRequest request, Recorder recorder) throws StoreException, InterruptedException {
        if (!open(request)) {
            return new CallOutcome.Failed(ErrorCode.UNAVAILABLE, "", "the call " + request.call() + " runs still",
                    true);
        }
        try {
            return settle(request, recorder);
        } finally {
            running.close(request);
        }
    }

    /**
     * Runs a call that is on record and that nobody else would take up again, until what came of it is durable. While the
     * store takes nothing it waits, and begins anew unless it had begun; it counts as running, so that it can be cancelled.
     *
     * @param again how long to wait before each try
     * @throws StoreException when the runner stops before
     */
    CallOutcome runUntilDurable(CallRequest request, Store store, Duration again)
            throws StoreException, InterruptedException {
        if (!open(request)) {
            throw new IllegalArgumentException("the call " + request.call() + " is not on record");
        }
        try {
            while (true) {
                try {
                    var recorder = new Recorder(new OutcomeStore(store, again, running::isDown));
                    var outcome = settle(request, recorder);
                    recorder.barrier();
                    return outcome;
                } catch (StoreException | UnreadableException unrecorded) {
                    LOG.warn("The call {} waits for the store: {}", request.call(), unrecorded.getMessage());
                    if (running.awaitDown(again)) {
                        throw unrecorded;
                    }
                }
            }
        } finally {
            running.close(request);
        }
    }

    /** Whether it is ours: one that is on record is waited for, whoever has it ends it, or lets it go in a moment. */
    private boolean open(CallRequest request) throws InterruptedException {
        while (!running.open(request)) {
            if (!isOnRecord(request)) {
                return false;
            }
            running.awaitClosed(request.call());
        }
        return true;
    }

    private CallOutcome settle(CallRequest request, Recorder recorder) throws StoreException, InterruptedException {
        while (true) {
            try {
                return look(request, recorder);
            } catch (StoreException refused) {
                if (refused.reason() != StoreException.Reason.APPROVAL_MOVED) {
                    throw refused;
                }
                // somebody was faster: judged again by what stands now. An approval moves a few times and no more
                LOG.debug("The call {} is looked at again: {}", request.call(), refused.getMessage());
            }
        }
    }

    private static boolean isOnRecord(CallRequest request) {
        return request.previously() == CallRequest.Previously.WAITING
                || request.previously() == CallRequest.Previously.RETRIED;
    }

    private CallOutcome look(CallRequest request, Recorder recorder) throws StoreException, InterruptedException {
        long begin = System.nanoTime();
        var before = request.previously() == CallRequest.Previously.NOT_STARTED
                ? Optional.<Call>empty()
                : rows.call(request.session().tenant(), request.call());
        var approval = before.flatMap(Call::approval).flatMap(id -> rows.approval(request.session().tenant(), id));
        var records = new CallRecords(request, before.orElse(null), approval.orElse(null), recorder, json, clock);
        var steps = new CallSteps(request, registry, records, parts, judging);
        try {
            var outcome = steps.run();
            count(steps.tool(), label(outcome), begin);
            return outcome;
        } catch (RuntimeException broken) {
            LOG.error("The call {} broke the runner", request.call(), broken);
            count(steps.tool(), ErrorCode.INTERNAL.code(), begin);
            return records.failed(Call.State.FAILED, new CallOutcome.Failed(ErrorCode.INTERNAL, "",
                    "something went wrong inside; the log has more under " + request.call(), false));
        }
    }

    /**
     * Keeps a call that does not run from beginning, until that is closed; empty when it runs, or somebody else has it.
     */
    Optional<RunningCalls.Claim> claim(String tenant, String call) {
        return running.claim(tenant, call);
    }

    private void count(String tool, String outcome, long begin) {
        metrics.count("postern_calls", "tool", tool, "outcome", outcome);
        metrics.time("postern_call", Duration.ofNanos(System.nanoTime() - begin), "outcome", outcome);
    }

    @Override
    public Optional<String> principal(String tenant, String call) {
        return running.principal(tenant, call);
    }

    @Override
    public boolean cancel(String tenant, String call) {
        return running.cancel(tenant, call);
    }

    private static String label(CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.Returned ignored -> "returned";
            case CallOutcome.Failed failed -> failed.code().code();
            case CallOutcome.Previewed ignored -> "previewed";
            case CallOutcome.Waiting ignored -> "waiting";
            case CallOutcome.InDoubt ignored -> "in_doubt";
        };
    }
}

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
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.ToolRunner;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Streams;
import dev.postern.core.wire.WireException;
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
    private static final Duration KEEP = Duration.ofHours(1);

    private final DefaultToolRegistry registry;
    private final Json json;
    private final Rows rows;
    private final Metrics metrics;
    private final Clock clock = Clock.systemUTC();
    private final StoreWaits storeWaits = new StoreWaits(clock);
    private final RunningCalls running = new RunningCalls();
    private final Watchdog watchdog;
    private final Places places;
    private final RunnerParts parts;
    private final GateParts judging;
    private final List<AutoCloseable> gauges;
    private volatile int maxAbandoned;
    private volatile Duration expiry;
    private volatile boolean dryRun;
    private volatile Duration keep = KEEP;

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
                () -> maxAbandoned,
                session -> rows.session(session.tenant(), session.id()).orElse(session),
                this::isOutdated);
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
            var outcome = settle(() -> request, recorder);
            if (outcome instanceof CallOutcome.Failed failed && failed.code() == ErrorCode.CANCELLED) {
                // whoever cancelled it waits to hear that nobody takes it up again
                recorder.barrier();
            }
            return outcome;
        } catch (WireException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            running.close(request);
        }
    }

    /**
     * Tries to run a call outside any turn that is on record, once nobody else has it. When this returns, what came of it is
     * durable. What came of one that had begun is kept, at most an hour, until the store takes it.
     *
     * @param wanted read once nobody else has the call, and again before each judgement: nothing counts that was changed
     * @param again how long to wait before the store is asked again
     * @throws WireException what {@code wanted} throws; nothing was run
     * @throws StoreException when it is to be tried again; by its row it had begun, or had not
     */
    void runOnRecord(Call call, Wanted wanted, Store store, Duration again)
            throws WireException, StoreException, InterruptedException {
        while (!running.open(call.tenant(), call.id(), call.principal())) {
            running.awaitClosed(call.id());
        }
        try {
            var recorder = new Recorder(new OutcomeStore(store, again, keep, running::isDown, refused -> storeWaits
                    .add(call.id(), "the call has ended, and what came of it waits for the store", refused)));
            settle(wanted, recorder);
            recorder.barrier();
        } finally {
            running.close(call.id());
        }
    }

    /** Whether it is ours: one that is on record is waited for, whoever has it ends it, or lets it go in a moment. */
    private boolean open(CallRequest request) throws InterruptedException {
        while (!running.open(request)) {
            if (!Gate.isOnRecord(request)) {
                return false;
            }
            running.awaitClosed(request.call());
        }
        return true;
    }

    private CallOutcome settle(Wanted wanted, Recorder recorder)
            throws WireException, StoreException, InterruptedException {
        while (true) {
            var request = wanted.now();
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

    /** Whether a call that nobody watches was judged in a session that says something else by now. */
    private boolean isOutdated(CallRequest request) {
        var judged = request.session();
        return request.turn().isEmpty() && Gate.isOnRecord(request) && rows.session(judged.tenant(), judged.id())
                .filter(now -> now.state() != judged.state() || !now.settings().equals(judged.settings()))
                .isPresent();
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

    /** The same, once it does not run and nobody else has it. */
    RunningCalls.Claim await(String tenant, String call) throws InterruptedException {
        while (true) {
            var claim = running.claim(tenant, call);
            if (claim.isPresent()) {
                return claim.get();
            }
            running.awaitClosed(call);
        }
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
        return running.cancel(tenant, call).isPresent();
    }

    /** Cancels a call; empty when it does not run. */
    Optional<RunningCalls.Ending> end(String tenant, String call) {
        return running.cancel(tenant, call);
    }

    /** Which calls do not go on for the store. */
    StoreWaits storeWaits() {
        return storeWaits;
    }

    /** What came of a call is given up after that time instead of an hour: it stands in doubt then. */
    void keepOutcomes(Duration longest) {
        keep = longest;
    }

    /** What is to be run. */
    @FunctionalInterface
    interface Wanted {
        /**
         * As it is now.
         *
         * @throws WireException when it cannot be run any more
         */
        CallRequest now() throws WireException;
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

// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.postern.core.audit.AuditChain;
import dev.postern.core.audit.AuditHead;
import dev.postern.core.audit.AuditLog;
import dev.postern.core.audit.SignedHead;
import dev.postern.core.home.PosternHome;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the ends of chains that have grown, now and then and when the gateway stops, and hands them out. What could not be
 * handed out is, with what has grown since, the next time.
 */
@Component(service = HeadSigner.class, configurationPid = AuditConfig.PID, immediate = true)
@Designate(ocd = AuditConfig.class)
public final class HeadSigner {
    private static final Logger LOG = LoggerFactory.getLogger(HeadSigner.class);

    private final AuditLog log;
    private final AuditKey key;
    private final HeadsFile file;
    private final @Nullable HeadsWebhook webhook;
    private final ScheduledThreadPoolExecutor timer;
    /** For the timer only: how far each chain was handed out to each place. */
    private final Map<String, Long> filed = new HashMap<>();
    private final Map<String, Long> posted = new HashMap<>();
    /** The newest that was handed out of each chain. What is signed next goes on from there. */
    private final Map<String, AuditHead> last = new ConcurrentHashMap<>();
    private volatile String problem = "";

    /** Begins to sign. */
    @Activate
    public HeadSigner(@Reference AuditLog log, BundleContext context, AuditConfig config) throws IOException {
        this(log, new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY))), config);
    }

    HeadSigner(AuditLog log, PosternHome home, AuditConfig config) throws IOException {
        if (config.head_seconds() < 1 || config.head_seconds() > 86_400) {
            throw new IllegalArgumentException(
                    AuditConfig.PID + ": head.seconds is 1 to 86400, not " + config.head_seconds());
        }
        this.log = log;
        key = AuditKey.of(home);
        file = new HeadsFile(config.heads_file().isEmpty()
                ? home.root().resolve("audit").resolve("heads.jsonl")
                : Path.of(config.heads_file()));
        webhook = config.heads_webhook().isEmpty() ? null : new HeadsWebhook(config.heads_webhook());
        file.newest().forEach((chain, head) -> {
            filed.put(chain, head.head().seq());
            if (head.isSignedBy(key.publicKey())) {
                last.put(chain, head.head());
            }
        });
        timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("audit-heads").factory());
        timer.scheduleWithFixedDelay(this::sign, config.head_seconds(), config.head_seconds(), TimeUnit.SECONDS);
    }

    /** Signs what has grown since, and stops. */
    @Deactivate
    public void close() throws InterruptedException {
        if (!timer.isShutdown()) {
            timer.execute(this::sign);
            timer.shutdown();
        }
        if (!timer.awaitTermination(15, TimeUnit.SECONDS)) {
            timer.shutdownNow();
        }
    }

    /** Why heads are not handed out; empty while they are. A chain grows all the same, and the gateway works. */
    String problem() {
        return problem;
    }

    /** The key that verifies, base64 of its encoding (X.509). */
    String publicKey() {
        return key.published();
    }

    /** Signs the end of a chain now; empty for one that does not go on from what was signed before: nothing vouches for it. */
    Optional<SignedHead> signed(String chain) {
        var before = last.get(chain);
        return before == null || holds(before) ? Optional.of(key.sign(log.head(chain), now())) : Optional.empty();
    }

    /** The newest end of a chain that was signed and filed by us; empty when there is none. */
    Optional<SignedHead> filed(String chain) throws IOException {
        return Optional.ofNullable(file.newest().get(chain)).filter(head -> head.isSignedBy(key.publicKey()));
    }

    private void sign() {
        var problems = new ArrayList<String>();
        try {
            last.values().stream().filter(head -> !holds(head)).map(HeadSigner::bent).forEach(problems::add);
            hand(filed, file::add);
        } catch (IOException | InterruptedException | RuntimeException e) {
            problems.add("signed heads cannot be added to " + file.path() + ": " + e.getMessage());
        }
        var address = webhook;
        if (address != null) {
            try {
                hand(posted, address::post);
            } catch (IOException | InterruptedException | RuntimeException e) {
                problems.add("signed heads cannot be posted: " + e.getMessage());
            }
        }
        var now = String.join("; ", problems);
        if (!now.equals(problem) && !now.isEmpty()) {
            LOG.warn("{}", now);
        }
        problem = now;
    }

    private void hand(Map<String, Long> handed, Way way) throws IOException, InterruptedException {
        var heads = log.chains().stream().filter(chain -> log.head(chain).seq() > handed.getOrDefault(chain, 0L))
                .flatMap(chain -> signed(chain).stream())
                .toList();
        if (!heads.isEmpty()) {
            way.take(heads);
            heads.forEach(head -> {
                handed.put(head.head().chain(), head.head().seq());
                last.put(head.head().chain(), head.head());
            });
        }
    }

    private static String bent(AuditHead signed) {
        return "the chain " + signed.chain() + " does not go on from record " + signed.seq()
                + ", whose head was signed: it was changed or cut, and is not signed any more; see audit.verify";
    }

    /** Whether the chain still has the record that the head was signed of. */
    private boolean holds(AuditHead head) {
        return head.seq() == 0 || log.after(head.chain(), head.seq() - 1, 1).stream()
                .anyMatch(record -> record.seq() == head.seq()
                        && AuditChain.hashOf(record.text()).equals(head.hash()));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Where heads go. */
    @FunctionalInterface
    private interface Way {
        void take(List<SignedHead> heads) throws IOException, InterruptedException;
    }
}

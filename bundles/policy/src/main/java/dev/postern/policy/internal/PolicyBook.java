// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.hash.Sha256;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.policy.Grant;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyInput;
import dev.postern.core.policy.PolicyRevision;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Every tenant's policy, compiled: the one in force, and older ones while somebody asks for what they would say. A change
 * is in force for whatever is judged after it is durable.
 */
@Component(service = {PolicyBook.class, Policy.class})
public final class PolicyBook implements Policy {
    private static final Revision NONE = new Revision(0, 0);
    /** Older ones kept compiled. */
    private static final int MOST_OLD = 32;

    private final Store store;
    private final Rows rows;
    private final Json json;
    private final Clock clock;
    private final Map<String, CompiledPolicy> inForce = new ConcurrentHashMap<>();
    private final Map<String, CompiledPolicy> old = new LinkedHashMap<>(16, 0.75f, true);
    private final Journal.Registration listening;

    /** Reads what is in force. */
    @Activate
    public PolicyBook(@Reference Store store, @Reference Rows rows, @Reference Journal journal, @Reference Json json) {
        this(store, rows, journal, json, Clock.systemUTC());
    }

    PolicyBook(Store store, Rows rows, Journal journal, Json json, Clock clock) {
        this.store = store;
        this.rows = rows;
        this.json = json;
        this.clock = clock;
        listening = journal.listen(this::heard);
        rows.policies().forEach(this::enforce);
    }

    @Deactivate
    void close() {
        listening.close();
    }

    @Override
    public Revision revision(String tenant) {
        return inForce.getOrDefault(tenant, CompiledPolicy.BASELINE).revision();
    }

    @Override
    public PolicyDecision decide(PolicyInput input) {
        return of(input.tenant(), input.revision()).decide(input);
    }

    /** What was in force at a revision; each change of either count is one of the tenant's numbers. */
    private CompiledPolicy of(String tenant, Revision revision) {
        var now = inForce.getOrDefault(tenant, CompiledPolicy.BASELINE);
        if (now.revision().equals(revision)) {
            return now;
        }
        if (revision.equals(NONE)) {
            return CompiledPolicy.BASELINE;
        }
        var key = tenant + "\n" + revision.document() + "\n" + revision.grants();
        synchronized (old) {
            var known = old.get(key);
            if (known != null) {
                return known;
            }
        }
        var compiled = rows.policy(tenant, revision.document() + revision.grants())
                .filter(found -> found.revision().equals(revision))
                .map(this::compile)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there was no policy " + revision.document() + "." + revision.grants()));
        synchronized (old) {
            old.put(key, compiled);
            if (old.size() > MOST_OLD) {
                old.remove(old.keySet().iterator().next());
            }
        }
        return compiled;
    }

    /** A document that is in force nowhere, with the tenant's grants as they are. */
    CompiledPolicy draft(String tenant, PolicyDocument document) {
        return new CompiledPolicy(revision(tenant), document,
                rows.policy(tenant).map(PolicyRevision::grants).orElse(List.of()));
    }

    PolicyDocument document(PolicyRevision revision) {
        try {
            return json.read(revision.document(), PolicyDocument.class);
        } catch (JsonException unreadable) {
            throw new IllegalStateException("the policy " + revision.number() + " of " + revision.tenant()
                    + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private CompiledPolicy compile(PolicyRevision revision) {
        return new CompiledPolicy(revision.revision(), document(revision), revision.grants());
    }

    /** The policy after the one before, with other rules; in force once it is committed. */
    PolicyRevision next(String tenant, Optional<PolicyRevision> before, PolicyDocument document, String by,
            String comment) {
        var is = before.map(PolicyRevision::revision).orElse(NONE);
        return new PolicyRevision(tenant, is.document() + is.grants() + 1, new Revision(is.document() + 1, is.grants()),
                json.write(document), current(before), by, now(), comment);
    }

    /** What writes the next grants; in force once it is heard that they are durable. */
    List<Write> grants(String tenant, Optional<PolicyRevision> before, List<Grant> grants, String by, String comment) {
        var is = before.map(PolicyRevision::revision).orElse(NONE);
        var next = new PolicyRevision(tenant, is.document() + is.grants() + 1,
                new Revision(is.document(), is.grants() + 1),
                before.map(PolicyRevision::document).orElseGet(() -> json.write(PolicyDocument.EMPTY)), grants, by,
                now(),
                comment);
        return writes(next, "grants");
    }

    /** The grants of a policy that have not ended. */
    List<Grant> current(Optional<PolicyRevision> policy) {
        var now = now();
        return policy.map(PolicyRevision::grants).orElse(List.of()).stream()
                .filter(grant -> grant.expiresAt().isAfter(now)).toList();
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Commits and puts in force: whoever asked for the change finds it in force.
     *
     * @throws StoreException {@code REVISION} when somebody else was faster
     */
    void commit(PolicyRevision next, String what, List<Write> riders) throws StoreException {
        var writes = new ArrayList<>(writes(next, what));
        writes.addAll(riders);
        store.commit(new Batch(writes));
        enforce(next);
    }

    /** Commits grants that were prepared. */
    void commit(List<Write> writes) throws StoreException {
        store.commit(new Batch(writes));
        for (var write : writes) {
            if (write instanceof Write.PutPolicy(var policy)) {
                enforce(policy);
            }
        }
    }

    private List<Write> writes(PolicyRevision next, String what) {
        var meta = JsonObject.builder()
                .put("revision", next.number())
                .put("document", next.revision().document())
                .put("grants", next.revision().grants())
                .put("changed", what)
                .put("sha256", Sha256.hex(next.document().canonical()))
                .put("standing", JsonArray.ofStrings(next.grants().stream().map(Grant::id).toList()))
                .put("principal", next.by())
                .build();
        var payload = next.comment().isEmpty() ? JsonObject.EMPTY : JsonObject.of("comment", next.comment());
        return List.of(new Write.PutPolicy(next),
                new Write.Append(new Entry(RecordType.POLICY_CHANGED, next.tenant(), null,
                        null, null, next.at(), meta, payload, JsonObject.EMPTY)));
    }

    private void enforce(PolicyRevision revision) {
        var compiled = compile(revision);
        inForce.merge(revision.tenant(), compiled, (known, next) -> number(known) > number(next) ? known : next);
    }

    private static long number(CompiledPolicy policy) {
        return policy.revision().document() + policy.revision().grants();
    }

    /** Changes that went along with somebody else's batch, such as a grant with its approval. */
    private void heard(List<JournalRecord> records) {
        for (var record : records) {
            if (record.entry().type() == RecordType.POLICY_CHANGED) {
                var tenant = record.entry().tenant();
                Thread.ofVirtual().name("policy").start(() -> rows.policy(tenant).ifPresent(this::enforce));
            }
        }
    }
}

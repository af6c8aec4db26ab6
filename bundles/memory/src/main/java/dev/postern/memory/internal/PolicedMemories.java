// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.memory.MemoryKind;
import dev.postern.api.memory.MemoryQuery;
import dev.postern.api.memory.MemoryStore;
import dev.postern.api.memory.Recollection;
import dev.postern.api.tool.Risk;
import dev.postern.core.memory.Memories;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyInput;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every memory that policy lets a turn read, as of a call of {@code memory.<kind>} with low risk. Nobody is asked about
 * a read: a rule that would ask hides, like one that denies. Of the session's own lists only {@code deny} counts; the others
 * are about what tools may do.
 */
@Component
public final class PolicedMemories implements Memories {
    private static final Logger LOG = LoggerFactory.getLogger(PolicedMemories.class);

    private final Policy policy;
    private final LiveSettings settings;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<MemoryStore> stores = List.of();

    /** With the policy. */
    @Activate
    public PolicedMemories(@Reference Policy policy, @Reference LiveSettings settings) {
        this.policy = policy;
        this.settings = settings;
    }

    /** For tests: with these stores. */
    PolicedMemories(Policy policy, LiveSettings settings, List<MemoryStore> stores) {
        this(policy, settings);
        this.stores = List.copyOf(stores);
    }

    @Override
    public Read read(Reader reader) {
        var recollections = new ArrayList<Recollection>();
        var record = new ArrayList<JsonValue>();
        byKind().forEach((kind, store) -> {
            var about = JsonObject.builder().put("memory", kind.text());
            try {
                if (judge(kind, reader, about)) {
                    var read = store.read(new MemoryQuery(reader.session().tenant(), reader.session().id(), reader.at(),
                            most(kind)));
                    note(read, about);
                    recollections.add(read);
                }
            } catch (Exception failed) {
                LOG.warn("the {} of the session {} cannot be read; the turn goes on without it", kind.text(),
                        reader.session().id(), failed);
                about.put("failed", true);
            }
            record.add(about.build());
        });
        return new Read(recollections, new JsonArray(record));
    }

    /** Of several of one kind the highest ranked: lists of services end with it. */
    private Map<MemoryKind, MemoryStore> byKind() {
        var known = new EnumMap<MemoryKind, MemoryStore>(MemoryKind.class);
        stores.forEach(store -> known.put(store.kind(), store));
        return known;
    }

    private boolean judge(MemoryKind kind, Reader reader, JsonObject.Builder about) {
        var input = input(kind, reader);
        var decision = policy.decide(input);
        about.put("effect", decision.effect().name().toLowerCase(Locale.ROOT))
                .put("rules", JsonArray.ofStrings(decision.rules()))
                .put("policy", input.revision().document());
        return decision.effect() == PolicyDecision.Effect.ALLOW;
    }

    private PolicyInput input(MemoryKind kind, Reader reader) {
        var session = reader.session();
        var principal = reader.principal();
        return new PolicyInput(session.tenant(), principal.id(), principal.kind(),
                principal.scopes().stream().sorted().toList(), principal.trust(), session.id(), session.surface(),
                List.of(), session.settings().deny(), Optional.empty(), Optional.empty(), Optional.empty(),
                Memories.tool(kind), Memories.VERSION, Optional.empty(), Optional.empty(), Risk.LOW, List.of(),
                JsonObject.EMPTY, "", reader.origin(), false, reader.at(), policy.revision(session.tenant()));
    }

    private int most(MemoryKind kind) {
        return switch (kind) {
            case SUMMARY -> settings.now().summary().characters();
            case SCRATCHPAD -> settings.now().pad().shownCharacters();
        };
    }

    private static void note(Recollection read, JsonObject.Builder about) {
        about.put("revision", read.revision()).put("entries", read.entries().size())
                .put("leftOut", read.leftOut().size());
        read.entries().stream().flatMap(entry -> entry.range().stream()).findFirst()
                .ifPresent(range -> about.put("range", Summary.range(range)));
    }
}

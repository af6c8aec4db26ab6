// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the journal says of nodes. */
final class NodeRecords {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRecords.class);

    private final Store store;

    NodeRecords(Store store) {
        this.store = store;
    }

    /** Durable when this returns: before any of its tools serves. */
    void joined(Node node, List<ToolOffer> offers) throws StoreException {
        store.commit(entry(RecordType.NODE_JOINED, node, JsonObject.builder()
                .put("tools", JsonArray.ofStrings(offers.stream().map(ToolOffer::key).toList()))));
    }

    /** On its way when this returns; nothing waits for it, as it is no intent. */
    void left(Node node, String reason) {
        var _ = store.submit(entry(RecordType.NODE_LEFT, node, JsonObject.builder().put("reason", reason)))
                .whenComplete((commit, refused) -> {
                    if (refused != null) {
                        LOG.warn("That the node {} left was not recorded: {}", node.identity().owner(),
                                refused.toString());
                    }
                });
    }

    private static Batch entry(RecordType type, Node node, JsonObject.Builder more) {
        var meta = more.put("node", node.identity().name())
                .put("principal", node.principal().id())
                .put("bundle", node.identity().bundle())
                .build();
        return Batch.of(new Write.Append(new Entry(type, node.principal().tenant(), null, null, null,
                Instant.now().truncatedTo(ChronoUnit.MILLIS), meta, JsonObject.EMPTY, JsonObject.EMPTY)));
    }
}

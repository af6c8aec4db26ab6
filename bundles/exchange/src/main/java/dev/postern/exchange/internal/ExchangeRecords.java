// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import java.time.Clock;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.wire.WireException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the journal says of exchanges: the intent before, what came of it after. */
final class ExchangeRecords {
    private static final Logger LOG = LoggerFactory.getLogger(ExchangeRecords.class);

    private final Store store;
    private final Clock clock;

    ExchangeRecords(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The intent, durable when this returns. */
    void requested(Exchange exchange) throws WireException {
        try {
            append(RecordType.BUNDLE_REQUESTED, meta(exchange).build(), JsonObject.EMPTY);
        } catch (StoreException refused) {
            throw WireException.of(refused);
        }
    }

    /** It serves, also after a start. The bundles are as they are: failing to record it changes nothing of that. */
    void updated(Exchange exchange) {
        try {
            append(RecordType.BUNDLE_UPDATED, meta(exchange).build(), JsonObject.EMPTY);
        } catch (StoreException refused) {
            LOG.error("That {} serves was not recorded", exchange.bundle(), refused);
        }
    }

    /** All is as before. */
    void failed(Exchange exchange, String code, String reason) {
        try {
            append(RecordType.BUNDLE_FAILED, meta(exchange).put("code", code).build(), JsonObject.of("reason", reason));
        } catch (StoreException refused) {
            LOG.error("That {} does not serve was not recorded", exchange.bundle(), refused);
        }
    }

    private static JsonObject.Builder meta(Exchange exchange) {
        return JsonObject.builder().put("exchange", exchange.id()).put("bundle", exchange.bundle())
                .put("version", exchange.to()).put("replaced", exchange.from()).put("principal", exchange.principal());
    }

    private void append(RecordType type, JsonObject meta, JsonObject payload) throws StoreException {
        store.commit(Batch.of(new Write.Append(new Entry(type, Entry.INSTALLATION, null, null, null, clock.instant(),
                meta, payload, JsonObject.EMPTY))));
    }
}

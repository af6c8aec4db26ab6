// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.postern.core.audit.AuditChain;
import dev.postern.core.audit.AuditHead;

/** The links that one transaction adds to the chains, in the order of its records. For the committing thread. */
final class AuditLinks {
    private final AuditHeads durable;
    private final Map<String, Growing> chains = new LinkedHashMap<>();

    AuditLinks(AuditHeads durable) {
        this.durable = durable;
    }

    /** Adds a batch's, whose first record follows the position. */
    void add(List<AuditDraft> drafts, long base) {
        for (var draft : drafts) {
            chains.computeIfAbsent(draft.chain(), chain -> new Growing(durable.head(chain)))
                    .add(draft, base + 1 + draft.index());
        }
    }

    List<AuditRow> rows() {
        var rows = new ArrayList<AuditRow>(chains.size());
        chains.values().forEach(chain -> rows.add(chain.row()));
        return rows;
    }

    /** The transaction is durable. */
    void publish() {
        chains.values().forEach(chain -> durable.set(chain.head()));
    }

    /** A chain as it grows. */
    private static final class Growing {
        private final String chain;
        private final long firstSeq;
        private final StringBuilder lines = new StringBuilder();
        private long seq;
        private String hash;
        private long firstAt;
        private long lastAt;

        Growing(AuditHead head) {
            chain = head.chain();
            seq = head.seq();
            hash = head.hash();
            firstSeq = seq + 1;
        }

        void add(AuditDraft draft, long position) {
            seq++;
            var text = draft.text().at(position, hash, seq);
            hash = AuditChain.hashOf(text);
            lines.append(text).append('\n');
            firstAt = seq == firstSeq ? draft.at() : firstAt;
            lastAt = draft.at();
        }

        AuditHead head() {
            return new AuditHead(chain, seq, hash);
        }

        AuditRow row() {
            return new AuditRow(chain, firstSeq, seq, firstAt, lastAt, hash,
                    lines.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.audit.AuditChain;
import dev.postern.core.audit.AuditHead;
import dev.postern.core.audit.SignedHead;
import org.jspecify.annotations.Nullable;

/**
 * Verifies an export record by record, with no more in memory than one of them and the heads.
 *
 * @param file the export
 * @param signed what it is held against
 */
record OfflineAudit(Path file, SignedHeads signed) {

    /** The verdict, in the form that {@code audit.verify} gives it. */
    JsonObject verify() throws Failure, IOException {
        try (var records = new RecordLines(Files.newInputStream(file))) {
            var first = records.next();
            // an export without records names no chain: that of the heads is meant
            var chain = first == null
                    ? signed.heads().stream().findFirst().map(head -> head.head().chain()).orElse("")
                    : chain(first);
            var heads = signed.of(chain);
            var links = new AuditChain(chain);
            var broken = Optional.<AuditChain.Break>empty();
            for (var text = first; text != null && broken.isEmpty(); text = records.next()) {
                broken = links.add(text);
                var head = heads.get(links.head().seq());
                if (broken.isEmpty() && head != null && !head.head().equals(links.head())) {
                    broken = links.end(Optional.of(head.head()));
                }
            }
            if (broken.isEmpty()) {
                broken = links.end(Optional.ofNullable(heads.lastEntry()).map(newest -> newest.getValue().head()));
            }
            if (broken.isEmpty() && signed.wanted() && heads.isEmpty()) {
                throw new Failure("precondition_failed", "the key signed no head of the chain " + chain
                        + " that is in the heads file: nothing vouches for the export");
            }
            return verdict(links.head(), broken.orElse(null), heads);
        }
    }

    private static String chain(String record) {
        try {
            return JsonValue.parse(record) instanceof JsonObject object ? object.text("chain").orElse("") : "";
        } catch (JsonFormatException e) {
            return "";
        }
    }

    private static JsonObject verdict(AuditHead end, AuditChain.@Nullable Break broken,
            TreeMap<Long, SignedHead> heads) {
        var verdict = JsonObject.builder()
                .put("valid", broken == null)
                .put("records", end.seq())
                .put("head", JsonObject.builder()
                        .put("chain", end.chain())
                        .put("seq", end.seq())
                        .put("hash", end.hash())
                        .build());
        if (broken != null) {
            verdict.put("firstBad", broken.seq()).put("reason", broken.reason());
        }
        verdict.put("heads", (long) heads.size());
        if (!heads.isEmpty()) {
            verdict.put("signedAt", heads.lastEntry().getValue().at().toString());
        }
        return verdict.build();
    }
}

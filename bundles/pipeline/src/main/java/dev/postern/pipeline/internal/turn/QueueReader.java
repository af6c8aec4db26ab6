// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import dev.postern.core.store.Journal;
import dev.postern.pipeline.internal.queue.Remembered;
import dev.postern.pipeline.internal.queue.Speaker;
import dev.postern.pipeline.internal.record.Arrival;
import dev.postern.pipeline.internal.record.MessageRecord;
import dev.postern.pipeline.internal.stage.BoundedIngest;

/** Reads from the journal how open turns came into their queues. */
public record QueueReader(Journal journal) implements Remembered.Reader {
    @Override
    public Remembered read(String tenant, String turn) {
        var records = journal.ofTurn(tenant, turn);
        var messages = MessageRecord.all(records);
        if (messages.isEmpty()) {
            throw new IllegalStateException("the turn " + turn + " has no message.accepted");
        }
        var first = messages.getFirst();
        return new Remembered(Arrival.find(records), new Speaker(first.principal(), first.dryRun()),
                StepReader.started(records),
                messages.stream()
                        .map(one -> new Remembered.Message(BoundedIngest.textBytes(one.message().parts()), one.at()))
                        .toList());
    }
}

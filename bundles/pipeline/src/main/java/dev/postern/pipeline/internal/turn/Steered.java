// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.util.ArrayList;
import java.util.List;

import dev.postern.api.message.Part;
import dev.postern.pipeline.internal.record.SteeringRecord;

/** What reached a turn since it began, by the step that was the first to see it. */
final class Steered {
    private final List<SteeringRecord> records = new ArrayList<>();

    /** With what is on record. */
    Steered(List<SteeringRecord> before) {
        records.addAll(before);
    }

    void add(int step, List<Part> parts) {
        records.add(new SteeringRecord(step, parts));
    }

    /** As it is now. */
    List<SteeringRecord> all() {
        return List.copyOf(records);
    }
}

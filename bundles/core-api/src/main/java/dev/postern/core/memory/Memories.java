// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.memory;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.memory.MemoryKind;
import dev.postern.api.memory.Recollection;
import dev.postern.api.message.Origin;
import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import org.osgi.annotation.versioning.ProviderType;

/** What turns remember: every memory that there is, read as far as policy lets them. */
@ProviderType
public interface Memories {
    /** The version that policy sees of a read: rules may name one. */
    String VERSION = "1.0.0";

    /** What policy judges a read of such a memory as: a call of this tool, which there is not, with low risk. */
    static String tool(MemoryKind kind) {
        return "memory." + kind.text();
    }

    /** Whether a tool's name stands for a read of a memory. */
    static boolean isRead(String tool) {
        return Stream.of(MemoryKind.values()).anyMatch(kind -> tool(kind).equals(tool));
    }

    /**
     * Reads. Any thread; may block. Never fails: what is hidden or cannot be read is missing, and the record says so.
     *
     * @param reader who wants to know
     */
    Read read(Reader reader);

    /**
     * Who reads.
     *
     * @param session its session
     * @param principal whose rights it has
     * @param origin the worst of what it has read so far
     * @param at now
     */
    record Reader(Session session, Principal principal, Origin origin, Instant at) {}

    /**
     * What was read.
     *
     * @param recollections what may be told
     * @param record of each memory: its name, effect and rules of the policy, revision, how many entries; no content
     */
    record Read(List<Recollection> recollections, JsonArray record) {
        /** Where nothing is kept. */
        public static final Read NOTHING = new Read(List.of(), JsonArray.EMPTY);

        /** Copies the list. */
        public Read {
            recollections = List.copyOf(recollections);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Secret;
import dev.postern.api.schema.Size;

/**
 * The first frame of a connection; answered with {@link Hello}.
 *
 * @param id the client's id for it
 * @param protocol the versions the client speaks
 * @param client who connects
 * @param auth how it proves that
 * @param resume where it left off
 */
@WireRecord(value = "connect", frame = "connect", closed = true)
@Description("The first frame of a connection.")
public record Connect(
        @Size(min = 1, max = 128) @Description("The client's id for this frame.") String id,
        @Description("The versions that the client speaks.") Versions protocol,
        @Description("Who connects.") Client client,
        @Description("How it proves that. A page of the gateway's own leaves it out: its browser has signed in.") Optional<Auth> auth,
        Optional<Resume> resume)
        implements
            Frame {

    /** Both ends included. */
    public record Versions(
            @Range(min = 1, max = 1_000) int min,
            @Range(min = 1, max = 1_000) int max) {}

    /** A client as it describes itself; nothing of it is believed. */
    public record Client(
            @Size(min = 1, max = 128) String id,
            Kind kind,
            @DefaultValue("\"\"") @Size(max = 128) String name,
            @DefaultValue("\"\"") @Size(max = 64) String version,
            @DefaultValue("[]") @Size(
                    max = 32) @Description("Such as stream: pieces of model and tool output are wanted.") List<String> capabilities) {}

    /** Sorts of clients. */
    public enum Kind {
        OPERATOR, CLI, AUTOMATION, WEBCHAT, NODE
    }

    /** Proof. */
    public record Auth(@Secret @Size(min = 1, max = 512) Optional<String> token, Optional<Device> device) {}

    /** A device's signature over nonce, token id, connection and time. */
    public record Device(
            @Size(min = 1, max = 512) String key,
            @Size(min = 1, max = 512) String signature,
            Instant signedAt) {}

    /** Opens one subscription from a cursor. */
    public record Resume(
            @Size(min = 1, max = 128) @Description("The newest cursor that the client has dealt with.") String cursor,
            @DefaultValue("[]") @Size(
                    max = 64) @Description("Exact topics, or areas such as turn.*; none for all.") List<String> topics,
            @Size(min = 1, max = 128) Optional<String> session) {}
}

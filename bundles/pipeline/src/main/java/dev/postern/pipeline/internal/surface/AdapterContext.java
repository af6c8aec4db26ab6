// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.surface;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.Receipt;
import dev.postern.api.surface.RejectedException;
import dev.postern.api.surface.SurfaceContext;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.Secrets;
import dev.postern.core.access.Access;
import dev.postern.core.identity.Principal;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/** What one open adapter may use. After it is closed nothing comes in through it. */
final class AdapterContext implements SurfaceContext {
    private final Candidate candidate;
    private final Inbound inbound;
    private final PeerTrust trust;
    private final Access access;
    private final Clock clock;
    private volatile boolean closed;

    AdapterContext(Candidate candidate, Inbound inbound, PeerTrust trust, Access access, Clock clock) {
        this.candidate = candidate;
        this.inbound = inbound;
        this.trust = trust;
        this.access = access;
        this.clock = clock;
    }

    @Override
    public Receipt accept(InboundMessage message) throws RejectedException {
        if (closed) {
            throw new RejectedException(ErrorCode.UNAVAILABLE.code(), "the surface " + candidate.surface()
                    + " is closed", Duration.ofSeconds(5));
        }
        var peer = Principal.peer(candidate.tenant(), candidate.surface(), message.peer(),
                trust.in(candidate.surface(), message.peer()));
        try {
            return inbound.accept(
                    new Incoming(peer, candidate.surface(), Optional.empty(), message, Optional.empty()));
        } catch (WireException refused) {
            throw rejection(refused);
        }
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Secrets secrets() {
        return access.secrets();
    }

    @Override
    public HttpAccess http() {
        return access.http();
    }

    void refuse() {
        closed = true;
    }

    /** The codes of the wire, told in those that surfaces know. */
    private static RejectedException rejection(WireException refused) {
        var message = Objects.requireNonNullElse(refused.getMessage(), "refused");
        var code = switch (refused.code()) {
            case INVALID_PARAMS, OVERLOADED, RATE_LIMITED, UNAVAILABLE, FORBIDDEN -> refused.code();
            case PRECONDITION_FAILED, NOT_FOUND, DENIED -> ErrorCode.FORBIDDEN;
            default -> ErrorCode.UNAVAILABLE;
        };
        return new RejectedException(code.code(), message, refused.retryAfter().orElse(null));
    }
}

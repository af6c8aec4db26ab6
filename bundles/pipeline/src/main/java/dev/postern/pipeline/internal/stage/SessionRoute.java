// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.stage;

import java.util.List;

import dev.postern.core.identity.Principal;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.pipeline.NormalizedMessage;
import dev.postern.core.pipeline.Preface;
import dev.postern.core.pipeline.Route;
import dev.postern.core.pipeline.RouteStage;
import dev.postern.core.session.Session;
import dev.postern.core.session.Sessions;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** One session for each surface, peer and thread of a tenant; speaking for somebody else costs trust. */
@Component
public final class SessionRoute implements RouteStage {
    /** What a client needs to speak as another peer. */
    static final String IMPERSONATE = "peers:impersonate";

    private final Sessions sessions;

    /** Over the sessions. */
    @Activate
    public SessionRoute(@Reference Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Route route(Incoming incoming, NormalizedMessage message) throws WireException {
        var sender = incoming.principal();
        if (incoming.session().isPresent()) {
            var session = chosen(named(incoming.session().get(), sender), incoming.preface());
            return new Route(session, acting(sender, session.isOf(sender)), List.of());
        }
        boolean own = sender.kind() == Principal.Kind.PEER || message.peer().equals(sender.id());
        if (!own && !sender.may(IMPERSONATE)) {
            throw new WireException(ErrorCode.FORBIDDEN,
                    "speaking as another peer needs the scope " + IMPERSONATE);
        }
        var opened = sessions.open(
                new Sessions.Key(message.tenant(), message.surface(), message.peer(), message.thread()),
                incoming.preface().planner(), incoming.preface().models());
        chosen(opened.session(), incoming.preface());
        return new Route(opened.session(), acting(sender, own), opened.opening());
    }

    /** A conversation keeps the planner and the models that it has: who wants others changes them, or begins another. */
    private static Session chosen(Session session, Preface wanted) throws WireException {
        var settings = session.settings();
        boolean planner = wanted.planner().isEmpty() || wanted.planner().equals(settings.planner());
        if (!planner || !settings.models().entrySet().containsAll(wanted.models().entrySet())) {
            throw new WireException(ErrorCode.CONFLICT, "the session " + session.id() + " decides with "
                    + settings.planner().orElse("the configured planner")
                    + (settings.models().isEmpty() ? "" : " and the models " + settings.models())
                    + "; change that with sessions.update, or begin another conversation");
        }
        return session;
    }

    /** A session of somebody else is not there, unless the sender may speak for others. */
    private Session named(String id, Principal sender) throws WireException {
        return sessions.find(sender.tenant(), id)
                .filter(session -> session.isOf(sender) || sender.may(IMPERSONATE))
                .orElseThrow(() -> WireException.notFound("session", id));
    }

    /** The lower trust of the two holds, and of a peer that somebody speaks for nothing is known. */
    private static Principal acting(Principal sender, boolean own) {
        return own || sender.trust() == Principal.Trust.UNKNOWN
                ? sender
                : new Principal(sender.kind(), sender.id(), sender.tenant(), sender.scopes(), Principal.Trust.UNKNOWN);
    }
}

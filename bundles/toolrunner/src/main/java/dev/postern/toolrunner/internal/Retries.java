// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Write.StoredToken;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.Majors;
import dev.postern.core.tool.Redactor;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/**
 * Requests of calls outside any turn that are made again: from what is on record of them, and with what their principal may
 * do now.
 */
final class Retries {
    private final Rows rows;
    private final ToolRegistry registry;

    Retries(Rows rows, ToolRegistry registry) {
        this.rows = rows;
        this.registry = registry;
    }

    /** @throws WireException {@code precondition_failed} when it cannot be made again, with the way out */
    CallRequest of(Call call) throws WireException {
        var session = rows.session(call.tenant(), call.session()).orElseThrow();
        if (session.state() == Session.ExecutionState.QUARANTINED) {
            throw cannot(call, "the session " + session.id() + " is quarantined; whoever may lift that does so first");
        }
        var versions = Majors.range(Majors.of(call.version()));
        var tool = registry.find(call.tool(), versions)
                .orElseThrow(() -> cannot(call, "there is no tool " + call.tool() + " " + versions + " now"));
        if (!Redactor.secrets(call.input(), tool.descriptor().redact()).isEmpty()) {
            throw cannot(call, "its secret arguments are not kept");
        }
        return new CallRequest(call.id(), session, Optional.empty(), 0, principal(call), call.tool(), versions,
                call.input(), Origin.PERSON, false, Optional.empty(), CallRequest.Previously.RETRIED);
    }

    private Principal principal(Call call) throws WireException {
        return rows.tokens().stream()
                .filter(token -> token.id().equals(call.principal()) && token.revokedAt() == null)
                .map(StoredToken::principal)
                .filter(known -> known.tenant().equals(call.tenant()))
                .findFirst()
                .orElseThrow(() -> cannot(call, call.principal() + ", which asked for it, has no token any more"));
    }

    private static WireException cannot(Call call, String why) {
        return new WireException(ErrorCode.PRECONDITION_FAILED,
                "the call " + call.id() + " cannot be made again: " + why
                        + "; resolve it as done or abandoned, and call the tool anew",
                List.of(JsonObject.of("call", call.id())), false, null);
    }
}

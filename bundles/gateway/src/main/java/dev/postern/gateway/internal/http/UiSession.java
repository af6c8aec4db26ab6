// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.gateway.internal.http.Arrivals.Refused;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code /ui/session}: what {@code /login} and {@code /logout} are for people without scripts, for a page that has some.
 * {@code POST} with a token in its body begins the browser's session, {@code DELETE} ends it.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/ui/session")
public final class UiSession extends TokenServlet {
    private static final long serialVersionUID = 1L;
    private static final String JSON = "application/json";

    private final transient SignIn signIn;
    private final transient HostPolicy policy;

    /** Over the sessions. */
    @Activate
    public UiSession(@Reference SignIn signIn, @Reference HostPolicy policy) {
        this.signIn = signIn;
        this.policy = policy;
    }

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        var method = request.getMethod();
        if (!method.equals("POST") && !method.equals("DELETE")) {
            Problem.methodNotAllowed(response, "POST, DELETE");
        } else if (!policy.isOwn(request)) {
            Problem.of(403, "Forbidden", "only a page of this gateway signs browsers in and out; programs send"
                    + " Authorization: Bearer <token> with each request").send(response);
        } else if (method.equals("DELETE")) {
            signIn.out(request, response);
            nothing(response);
        } else {
            begin(token(request), request, response);
        }
    }

    private void begin(String token, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var outcome = signIn.in(token, request, response);
        if (outcome == SignIn.Outcome.SIGNED_IN) {
            nothing(response);
        } else {
            Problem.of(outcome.status(), "Not signed in", outcome.words()).send(response);
        }
    }

    private String token(HttpServletRequest request) throws IOException, Refused {
        var body = body(request, JSON);
        try {
            if (JsonValue.parse(body) instanceof JsonObject object && object.text("token").isPresent()) {
                return object.text("token").get();
            }
        } catch (JsonFormatException notJson) {
            // is refused like any other that has no token
        }
        throw new Refused(400, "the body must be {\"token\":\"…\"}");
    }

    private static void nothing(HttpServletResponse response) {
        response.setStatus(204);
        response.setHeader("Cache-Control", "no-store");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;

import dev.postern.gateway.internal.http.Arrivals.Refused;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code /login}: a browser exchanges a token for a session. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/login")
public final class LoginPage extends TokenServlet {
    static final String PATH = "/login";
    private static final long serialVersionUID = 1L;
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String HOME = "/system/console";

    private final transient SignIn signIn;
    private final transient HostPolicy policy;

    /** Over tokens and sessions. */
    @Activate
    public LoginPage(@Reference SignIn signIn, @Reference HostPolicy policy) {
        this.signIn = signIn;
        this.policy = policy;
    }

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        if (Methods.isRead(request)) {
            show(next(form(request.getQueryString())), request, response);
        } else if (!request.getMethod().equals("POST")) {
            Problem.methodNotAllowed(response, "GET, HEAD, POST");
        } else if (!policy.isOwn(request)) {
            Problem.of(403, "Forbidden", "only the page " + PATH + " of this gateway signs browsers in; programs send"
                    + " Authorization: Bearer <token> with each request").send(response);
        } else {
            signIn(sent(request), request, response);
        }
    }

    private void show(LocalPath next, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var session = signIn.session(request);
        if (session.isPresent()) {
            LoginForm.tell(response, session.get().principal(), next);
        } else {
            LoginForm.ask(response, next);
        }
    }

    private void signIn(Form form, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var outcome = signIn.in(form.field("token").orElse(""), request, response);
        if (outcome == SignIn.Outcome.SIGNED_IN) {
            Redirect.to(next(form), response);
        } else {
            LoginForm.askAgain(response, outcome.status(), outcome.words(), next(form));
        }
    }

    private Form sent(HttpServletRequest request) throws IOException, Refused {
        return form(body(request, FORM));
    }

    private static Form form(String encoded) throws Refused {
        try {
            return new Form(encoded);
        } catch (IllegalArgumentException e) {
            throw new Refused(400, "a % must be followed by two hexadecimal digits");
        }
    }

    private static LocalPath next(Form form) {
        return LocalPath.of(form.field("next").orElse(HOME), HOME);
    }
}

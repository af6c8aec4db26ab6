// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code POST /logout}: ends the browser's session, and with it the connections that it opened. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/logout")
public final class LogoutPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final LocalPath LOGIN = new LocalPath(LoginPage.PATH);

    private final transient SignIn signIn;
    private final transient HostPolicy policy;

    /** Over the sessions. */
    @Activate
    public LogoutPage(@Reference SignIn signIn, @Reference HostPolicy policy) {
        this.signIn = signIn;
        this.policy = policy;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            Problem.methodNotAllowed(response, "POST");
        } else if (!policy.isOwn(request)) {
            Problem.of(403, "Forbidden", "only a page of this gateway signs out").send(response);
        } else {
            signIn.out(request, response);
            Redirect.to(LOGIN, response);
        }
    }
}

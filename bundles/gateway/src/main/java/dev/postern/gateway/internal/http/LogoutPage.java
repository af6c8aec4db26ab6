// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;

import dev.postern.core.identity.BrowserSessions;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /logout}: ends the browser's session, and with it the connections that it opened. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/logout")
public final class LogoutPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(LogoutPage.class);
    private static final LocalPath LOGIN = new LocalPath(LoginPage.PATH);

    private final transient BrowserSessions sessions;
    private final transient HostPolicy policy;

    /** Over the sessions. */
    @Activate
    public LogoutPage(@Reference BrowserSessions sessions, @Reference HostPolicy policy) {
        this.sessions = sessions;
        this.policy = policy;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            Problem.methodNotAllowed(response, "POST");
        } else if (!policy.isOwn(request)) {
            Problem.of(403, "Forbidden", "only a page of this gateway signs out").send(response);
        } else {
            SessionCookie.session(request, sessions).ifPresent(session -> {
                session.close();
                LOG.info("{} signed out a browser at {}", session.principal().id(), request.getRemoteAddr());
            });
            SessionCookie.take(request, response);
            Redirect.to(LOGIN, response);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import dev.postern.core.identity.BrowserSession;
import dev.postern.core.identity.BrowserSessions;
import dev.postern.gateway.internal.connection.Connections;
import dev.postern.gateway.internal.connection.Front;
import dev.postern.protocol.Protocol;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServlet;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Where connections come in. Everything is checked before the upgrade: what is refused never was a WebSocket. */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("gateway")
@HttpWhiteboardServletPattern(Protocol.PATH)
@HttpWhiteboardServletAsyncSupported
public final class GatewaySocket extends JettyWebSocketServlet {
    private static final long serialVersionUID = 1L;
    private static final int KEY_BYTES = 16;

    private final transient Front front;
    private final transient Connections connections;
    private final transient HostPolicy policy;
    private final transient BrowserSessions sessions;

    /** Over the front. */
    @Activate
    public GatewaySocket(
            @Reference Front front,
            @Reference Connections connections,
            @Reference HostPolicy policy,
            @Reference BrowserSessions sessions) {
        this.front = front;
        this.sessions = sessions;
        this.connections = connections;
        this.policy = policy;
    }

    @Override
    protected void configure(JettyWebSocketServletFactory factory) {
        factory.setCreator((request, response) -> {
            response.setAcceptedSubProtocol(Protocol.SUBPROTOCOL);
            // compression would cost every idle connection more memory than all else together
            response.setExtensions(List.of());
            return front.connection(browser(request.getHttpServletRequest()));
        });
    }

    /** A browser sends its cookies whichever page opens the connection; only our own pages speak for who signed in. */
    private Optional<BrowserSession> browser(HttpServletRequest upgrade) {
        return policy.isOwn(upgrade) ? SessionCookie.session(upgrade, sessions) : Optional.empty();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!request.getMethod().equals("GET")) {
            Problem.methodNotAllowed(response, "GET");
        } else if (!policy.welcomes(request)) {
            Problem.of(403, "Forbidden", "pages of this origin may not connect; see dev.postern.gateway origins in the"
                    + " configuration").send(response);
        } else if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            response.setHeader("Upgrade", "websocket");
            Problem.of(426, "Upgrade required",
                    "this is a WebSocket endpoint; its subprotocol is " + Protocol.SUBPROTOCOL)
                    .send(response);
        } else if (!"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
            // RFC 6455, section 4.4
            response.setHeader("Sec-WebSocket-Version", "13");
            Problem.of(426, "Upgrade required", "WebSocket version 13 is spoken here").send(response);
        } else if (!hasKey(request)) {
            Problem.of(400, "Bad request", "Sec-WebSocket-Key must be 16 bytes in base64").send(response);
        } else if (!offersSubprotocol(request)) {
            Problem.of(400, "Bad request", "the subprotocol " + Protocol.SUBPROTOCOL + " must be offered")
                    .send(response);
        } else if (!connections.makesRoom()) {
            response.setHeader("Retry-After", "5");
            Problem.of(503, "Too many connections", "as many connections as may be are open; come back").send(response);
        } else {
            super.service(request, response);
        }
    }

    /** RFC 6455, section 4.2.1; Jetty would answer 500 to a request without one. */
    private static boolean hasKey(HttpServletRequest request) {
        var key = request.getHeader("Sec-WebSocket-Key");
        try {
            return key != null && Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static boolean offersSubprotocol(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Sec-WebSocket-Protocol"))
                .stream()
                .flatMap(header -> List.of(header.split(",")).stream())
                .anyMatch(offered -> offered.strip().equals(Protocol.SUBPROTOCOL));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.BrowserSessions;
import dev.postern.core.metrics.MetricsText;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code /metrics} for Prometheus. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/metrics")
public final class MetricsPage extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient MetricsText metrics;
    private final transient Credentials credentials;

    /** Of the metrics. */
    @Activate
    public MetricsPage(
            @Reference MetricsText metrics,
            @Reference Authenticator authenticator,
            @Reference BrowserSessions sessions,
            @Reference HostPolicy policy) {
        this.metrics = metrics;
        credentials = new Credentials(authenticator, sessions, policy);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!Methods.isRead(request)) {
            Problem.methodNotAllowed(response, "GET, HEAD");
        } else if (credentials.principal(request, response, "metrics:read", "gateway:read").isPresent()) {
            response.setStatus(200);
            Body.send(response, MetricsText.MEDIA_TYPE, metrics.text().getBytes(StandardCharsets.UTF_8));
        }
    }
}

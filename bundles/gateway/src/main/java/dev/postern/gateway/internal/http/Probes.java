// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.util.Map;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.health.HealthPart.Health;
import dev.postern.core.home.PosternHome;
import dev.postern.gateway.internal.Readiness;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code /healthz}: the process is up. {@code /readyz}: it takes messages, or what is missing. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern({"/healthz", "/readyz"})
public final class Probes extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Readiness readiness;
    /** Where the gateway lives is nothing for whoever asks without a token. */
    private final String home;

    /** Over the parts. */
    @Activate
    public Probes(@Reference Readiness readiness, BundleContext context) {
        this.readiness = readiness;
        home = context.getProperty(PosternHome.PROPERTY);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!Methods.isRead(request)) {
            Problem.methodNotAllowed(response, "GET, HEAD");
            return;
        }
        var missing = request.getServletPath().equals("/readyz")
                ? readiness.missing()
                : Map.<String, Health>of();
        if (missing.isEmpty()) {
            Body.json(response, 200, JsonObject.of("status", "up"));
            return;
        }
        var parts = missing.entrySet()
                .stream()
                .<JsonValue>map(part -> JsonObject.builder()
                        .put("name", part.getKey())
                        .put("message", part.getValue().message().replace(home, "$POSTERN_HOME"))
                        .build())
                .toList();
        response.setHeader("Retry-After", "1");
        new Problem(503, "Not ready", "missing: " + String.join(", ", missing.keySet()),
                JsonObject.builder().put("missing", new JsonArray(parts)).build()).send(response);
    }
}

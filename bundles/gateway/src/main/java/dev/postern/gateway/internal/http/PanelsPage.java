// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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

/**
 * {@code /ui/panels/{id}/…}: the files of plugins' panels. What comes from there runs without an origin, also when somebody
 * opens it by itself: it shares neither cookies nor storage nor scripts with our own pages.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/ui/panels/*")
public final class PanelsPage extends HttpServlet {
    /** The address of a file is all that {@code 'self'} can mean to a page without an origin; it connects to nothing. */
    static final String POLICY = "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(PanelsPage.class);
    private static final Pattern PATH = Pattern.compile(
            "/([a-z0-9][a-z0-9-]{0,63})/((?:[A-Za-z0-9][\\w.-]{0,63}/){0,8}[A-Za-z0-9][\\w.-]{0,63})");
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js",
            "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml", "png",
            "image/png", "woff2", "font/woff2", "json", "application/json", "txt", "text/plain; charset=utf-8");

    private final transient Panels panels;

    /** Of the panels. */
    @Activate
    public PanelsPage(@Reference Panels panels) {
        this.panels = panels;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = PATH.matcher(String.valueOf(request.getPathInfo()));
        if (!Methods.isRead(request)) {
            Problem.methodNotAllowed(response, "GET, HEAD");
            return;
        }
        var type = path.matches() ? type(path.group(2)) : Optional.<String>empty();
        var panel = type.isPresent() ? panels.find(path.group(1)) : Optional.<Panels.Shown>empty();
        if (type.isEmpty() || panel.isEmpty()) {
            Problem.notFound().send(response);
        } else {
            send(panel.get(), path.group(2), type.get(), response);
        }
    }

    private static void send(Panels.Shown panel, String path, String type, HttpServletResponse response)
            throws IOException {
        Optional<byte[]> file;
        try {
            file = panel.panel().file(path);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            LOG.warn("the panel {} of {} does not give its file {}: {}", panel.id(), panel.bundle(), path,
                    e.toString());
            Problem.of(500, "Panel failed", "the panel did not give this file; the gateway's log says why")
                    .send(response);
            return;
        }
        if (file.isEmpty()) {
            Problem.notFound().send(response);
            return;
        }
        response.setStatus(200);
        // to a frame without an origin all of this host's files are another's
        response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Referrer-Policy", "no-referrer");
        Body.send(response, type, POLICY, file.get());
    }

    private static Optional<String> type(String path) {
        return Optional.ofNullable(TYPES.get(path.substring(path.lastIndexOf('.') + 1)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webchat.internal;

import java.io.IOException;
import java.nio.file.Path;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /ui/}: one page with its modules and its style sheets, the same for everybody. They hold nobody's data, and
 * whoever asks gets them; what they show they get by the gateway's WebSocket, with the session of who signed in.
 */
@Component(service = Servlet.class, configurationPid = WebchatConfig.PID, property = {
    "osgi.http.whiteboard.servlet.pattern=/ui", "osgi.http.whiteboard.servlet.pattern=/ui/*"})
@Designate(ocd = WebchatConfig.class)
public final class WebchatServlet extends HttpServlet {
    /** Nothing from elsewhere, nothing in the markup, and no text that becomes markup. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
            + " connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
    /** What no page of ours asks a browser for. */
    static final String PERMISSIONS = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(),"
            + " fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(),"
            + " picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(),"
            + " xr-spatial-tracking=()";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(WebchatServlet.class);
    private static final String INDEX = "index.html";

    private final transient Pages pages;

    /** By the settings. */
    @Activate
    public WebchatServlet(WebchatConfig config) {
        this(new Pages(config.folder().isBlank() ? null : Path.of(config.folder())));
        if (!config.folder().isBlank()) {
            LOG.warn("pages at /ui/ come from {} where it has them", config.folder());
        }
    }

    WebchatServlet(Pages pages) {
        this.pages = pages;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        protect(response);
        var path = request.getPathInfo();
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            response.setHeader("Allow", "GET, HEAD");
            Problems.send(response, 405, "Method not allowed", "only GET, HEAD is answered here");
        } else if (path == null || path.isEmpty()) {
            // what the page names by relative addresses lies below, not beside
            response.setStatus(308);
            response.setHeader("Location", "/ui/");
        } else {
            send(path.equals("/") ? INDEX : path.substring(1), request, response);
        }
    }

    private void send(String name, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var found = pages.find(name);
        if (found.isEmpty()) {
            Problems.send(response, 404, "Not found", "there is nothing here");
            return;
        }
        var page = found.get();
        response.setHeader("ETag", page.tag());
        response.setHeader("Cache-Control", "no-cache");
        var known = request.getHeader("If-None-Match");
        if (known != null && page.isKnownBy(known)) {
            response.setStatus(304);
            return;
        }
        response.setStatus(200);
        response.setContentType(page.mediaType());
        response.setContentLength(page.content().length);
        response.getOutputStream().write(page.content());
    }

    private static void protect(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Permissions-Policy", PERMISSIONS);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.console.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.osgi.service.component.annotations.Component;

/**
 * The operator's panels, at {@code /system/console/postern}: one page with its modules and its style sheet. What it shows
 * it gets from the gateway's WebSocket, with the browser's session.
 *
 * <p>It is a page of its own and not framed by the console's: theirs has scripts in its markup, which the policy that goes
 * with ours forbids.
 */
@Component(service = Servlet.class, property = {
    ServletConstants.PLUGIN_LABEL + "=" + PanelsPage.LABEL,
    ServletConstants.PLUGIN_TITLE + "=Postern",
    ServletConstants.PLUGIN_CATEGORY + "=Postern"})
public final class PanelsPage extends AbstractServlet {
    static final String LABEL = "postern";
    /**
     * Nothing from elsewhere, nothing in the markup, and no text that becomes markup. Pictures come over the WebSocket, and
     * so stand in the page as data. What is framed are plugins' panels, whose own policy leaves them without an origin.
     */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src data:; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script';"
            + " trusted-types 'none'";

    private static final long serialVersionUID = 1L;
    private static final String FOLDER = "/POSTERN-INF/panels/";
    private static final Pattern FILE = Pattern.compile("/" + LABEL + "/([a-z]+(?:-[a-z]+)*\\.(js|css))");
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "html", "text/html; charset=utf-8");

    /** Made by Declarative Services. */
    public PanelsPage() {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = String.valueOf(request.getPathInfo());
        Matcher file = FILE.matcher(path);
        if (ConsoleRequests.changes(request)) {
            response.setHeader("Allow", "GET, HEAD");
            response.sendError(405, "the panels are read; they change things through the gateway's WebSocket");
        } else if (path.equals("/" + LABEL)) {
            page(request, response);
        } else if (file.matches()) {
            var content = read(file.group(1));
            if (content.length == 0) {
                response.sendError(404, "the panels have no such file");
            } else {
                send(response, file.group(2), content);
            }
        } else {
            response.sendError(404, "the panels have no such file");
        }
    }

    /** Names its files by the console's own path, wherever that is configured to be. */
    private static void page(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var root = String.valueOf(request.getAttribute(ServletConstants.ATTR_APP_ROOT));
        var html = new String(read("index.html"), StandardCharsets.UTF_8).replace("@console@", root);
        send(response, "html", html.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] read(String name) throws IOException {
        try (var in = PanelsPage.class.getResourceAsStream(FOLDER + name)) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    /** Through the stream: what goes through the writer the console searches for variables. */
    private static void send(HttpServletResponse response, String extension, byte[] content) throws IOException {
        response.setContentType(TYPES.get(extension));
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.io.IOException;
import java.util.Optional;

import dev.postern.api.client.Client;
import dev.postern.api.client.ClientAccess;
import dev.postern.api.client.ClientException;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/}: lets in who has a token, and hands him to whoever answers there. Each request has a virtual thread. */
@Component(service = Servlet.class, configurationPid = DoorConfig.PID)
@HttpWhiteboardServletPattern("/v1/*")
@Designate(ocd = DoorConfig.class)
public final class OpenDoor extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(OpenDoor.class);
    private static final String BEARER = "Bearer ";
    private static final String MODELS = "/models";
    private static final String RESPONSES = "/responses";

    private final transient ClientAccess access;
    private final transient Agents agents;
    private final transient Permits permits = new Permits();
    private final transient Arriving arriving = new Arriving();
    private transient volatile Limits limits;
    private volatile boolean stopping;

    /** Over the gateway's clients. */
    @Activate
    public OpenDoor(@Reference ClientAccess access, @Reference Agents agents, DoorConfig config) {
        this.access = access;
        this.agents = agents;
        this.limits = Limits.of(config);
    }

    /** A bad value is refused; the limits from before hold on. */
    @Modified
    void change(DoorConfig config) {
        try {
            limits = Limits.of(config);
        } catch (IllegalArgumentException refused) {
            LOG.error("{}: {}; the settings from before keep serving", DoorConfig.PID, refused.getMessage());
        }
    }

    @Deactivate
    void stop() {
        stopping = true;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            route(request, response);
        } catch (Refusal refusal) {
            refuse(response, refusal);
        } catch (ClientException refused) {
            refuse(response, Refusal.of(refused));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            refuse(response, Refusal.unavailable("the gateway is going away; come back"));
        }
    }

    private void route(HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refusal, ClientException, InterruptedException {
        var now = limits;
        if (!now.open()) {
            throw nowhere(request);
        }
        var client = client(request).orElseThrow(Refusal::unauthenticated);
        var path = Optional.ofNullable(request.getPathInfo()).orElse("");
        var answering = new Answering(client, agents, now, () -> stopping, request, response);
        if (path.equals("/chat/completions")) {
            post(request);
            try (var _ = permits.take(client.id(), now); var room = arriving.request(client.id(), now)) {
                answering.chat(room);
            }
        } else if (path.equals(RESPONSES)) {
            post(request);
            try (var _ = permits.take(client.id(), now); var room = arriving.request(client.id(), now)) {
                answering.respond(room);
            }
        } else if (path.startsWith(RESPONSES + "/") && path.endsWith("/cancel")) {
            post(request);
            answering.cancel(path.substring(RESPONSES.length() + 1, path.length() - "/cancel".length()));
        } else if (path.startsWith(RESPONSES + "/")) {
            get(request);
            answering.show(path.substring(RESPONSES.length() + 1));
        } else if (path.equals(MODELS)) {
            get(request);
            Answers.json(response, 200, agents.list(client));
        } else if (path.startsWith(MODELS + "/")) {
            get(request);
            Answers.json(response, 200, agents.one(path.substring(MODELS.length() + 1), client));
        } else {
            throw nowhere(request);
        }
    }

    private Optional<Client> client(HttpServletRequest request) {
        var header = request.getHeader("Authorization");
        var token = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : "";
        return token.isEmpty() ? Optional.empty() : access.client(token);
    }

    private static void post(HttpServletRequest request) throws Refusal {
        if (!request.getMethod().equals("POST")) {
            throw Refusal.of(405, "method_not_allowed", "only POST is answered here");
        }
    }

    private static void get(HttpServletRequest request) throws Refusal {
        if (!request.getMethod().equals("GET")) {
            throw Refusal.of(405, "method_not_allowed", "only GET is answered here");
        }
    }

    private static Refusal nowhere(HttpServletRequest request) {
        return Refusal.notFound(null, "unknown_url",
                "nothing is answered at " + request.getMethod() + " " + request.getRequestURI());
    }

    private static void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
        if (!response.isCommitted()) {
            Answers.refuse(response, refusal);
        }
    }
}

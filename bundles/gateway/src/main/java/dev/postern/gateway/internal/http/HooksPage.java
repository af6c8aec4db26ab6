// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

import dev.postern.api.surface.HookHandler;
import dev.postern.core.metrics.Metrics;
import dev.postern.gateway.internal.http.Arrivals.Refused;
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

/** {@code POST /hooks/{id}}: reads the body within its limit and hands it to whoever answers for the id. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/hooks/*")
public final class HooksPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(HooksPage.class);
    private static final int AT_ONCE = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** Of the memory there is, this part may be bodies that arrive. */
    private static final int SHARE = 8;

    private final transient Hooks hooks;
    private final transient Metrics metrics;
    private final transient Arrivals arrivals = new Arrivals(Runtime.getRuntime().maxMemory() / SHARE, PATIENCE);
    private final transient Semaphore requests = new Semaphore(AT_ONCE);

    /** Over the handlers. */
    @Activate
    public HooksPage(@Reference Hooks hooks, @Reference Metrics metrics) {
        this.hooks = hooks;
        this.metrics = metrics;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        route(request, response);
        if (response.getStatus() >= 400) {
            Remainder.drop(request, response);
        }
    }

    private void route(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = request.getPathInfo();
        var hook = path == null ? Optional.<Hooks.Hook>empty() : hooks.find(path.substring(1));
        if (hook.isEmpty()) {
            Problem.notFound().send(response);
        } else if (!request.getMethod().equals("POST")) {
            Problem.methodNotAllowed(response, "POST");
        } else {
            try {
                take(hook.get(), request, response);
            } catch (IOException gone) {
                LOG.debug("the sender to the hook {} does not hear its answer: {}", hook.get().id(), gone.toString());
            }
        }
    }

    private void take(Hooks.Hook hook, HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            if (request.getContentLengthLong() > hook.maxBodyBytes()) {
                throw new Refused(413, "the body is at most " + hook.maxBodyBytes() + " bytes");
            }
            handle(hook, arrivals.read(request.getInputStream(), hook.maxBodyBytes()), request, response);
        } catch (Refused refused) {
            count(refused.status());
            response.setHeader("Connection", "close");
            if (refused.status() == 503) {
                response.setHeader("Retry-After", "1");
            }
            Problem.of(refused.status(), "Refused", String.valueOf(refused.getMessage())).send(response);
        }
    }

    private void handle(Hooks.Hook hook, byte[] body, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        if (!requests.tryAcquire()) {
            throw new Refused(503, "as many webhooks as may be are being taken; come back");
        }
        try {
            answer(hook, body, request, response);
        } finally {
            requests.release();
        }
    }

    private void answer(Hooks.Hook hook, byte[] body, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        HookHandler.Response answer;
        try {
            answer = hook.handler().handle(new HookHandler.Request(headers(request), body,
                    request.getRemoteAddr()));
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            LOG.error("the hook {} failed", hook.id(), e);
            answer = new HookHandler.Response(500, "the hook failed; the log says why", 0);
        }
        count(answer.status());
        send(answer, response);
    }

    private static void send(HookHandler.Response answer, HttpServletResponse response) throws IOException {
        if (answer.retryAfterSeconds() > 0) {
            response.setHeader("Retry-After", Long.toString(answer.retryAfterSeconds()));
        }
        if (answer.status() / 100 != 2) {
            Problem.of(answer.status(), "Refused", answer.detail()).send(response);
        } else {
            response.setStatus(answer.status());
            if (!answer.detail().isEmpty()) {
                Body.send(response, "application/json", answer.detail().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        var headers = new TreeMap<String, String>();
        for (var name : Collections.list(request.getHeaderNames())) {
            headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", Collections.list(request.getHeaders(name))));
        }
        return headers;
    }

    private void count(int status) {
        metrics.count("postern_hooks", "status", Integer.toString(status));
    }
}

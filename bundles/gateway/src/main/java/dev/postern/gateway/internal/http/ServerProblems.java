// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.nio.ByteBuffer;

import jakarta.servlet.ServletContext;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP server refuses by itself (no HTTP at all, a path that could mean two things, headers without end), and
 * what a servlet leaves to it: told like all other problems, and never with a stack trace.
 */
final class ServerProblems extends ErrorHandler {
    private static final String INCIDENT = "something went wrong here; the log says what";

    private final Server server;
    private final Request.Handler before;

    private ServerProblems(Server server) {
        this.server = server;
        before = server.getErrorHandler();
    }

    /** Has the server that serves the context answer so from now on. */
    static ServerProblems takeOver(ServletContext context) {
        var server = ServletContextHandler.getServletContextHandler(context).getServer();
        var problems = new ServerProblems(server);
        server.setErrorHandler(problems);
        return problems;
    }

    /** Has it answer as before. */
    void giveBack() {
        server.setErrorHandler(before);
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(Request request, Response response, int status, @Nullable String message,
            @Nullable Throwable cause, Callback callback) {
        var body = problem(status, message);
        response.setStatus(status);
        fill(response.getHeaders(), body);
        boolean without = HttpMethod.HEAD.is(request.getMethod());
        response.write(true, without ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
    }

    /** For what is so broken that no request comes of it. */
    @Override
    public ByteBuffer badMessageError(int status, @Nullable String reason, HttpFields.Mutable fields) {
        var body = problem(status, reason);
        fill(fields, body);
        return ByteBuffer.wrap(body);
    }

    private static void fill(HttpFields.Mutable fields, byte[] body) {
        fields.put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        fields.put(HttpHeader.CONTENT_LENGTH, body.length);
        fields.put(HttpHeader.CACHE_CONTROL, "no-store");
        fields.put("X-Content-Type-Options", "nosniff");
    }

    /** What the server says of a broken request is its own words; what it says of a defect may quote one. */
    private static byte[] problem(int status, @Nullable String reason) {
        var title = HttpStatus.getMessage(status);
        return Problem.of(status, title, HttpStatus.isServerError(status) || reason == null ? detail(status) : reason)
                .body();
    }

    private static String detail(int status) {
        return status == HttpStatus.INTERNAL_SERVER_ERROR_500 ? INCIDENT : HttpStatus.getMessage(status);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonObject;
import dev.postern.core.blob.BlobStore;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.BrowserSessions;
import dev.postern.core.identity.Principal;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /blobs} and {@code GET /blobs/{id}}: bytes go straight between the connection and the disk. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern({"/blobs", "/blobs/*"})
public final class BlobsPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(BlobsPage.class);
    private static final int AT_ONCE = 16;
    private static final String UNKNOWN_TYPE = "application/octet-stream";
    /** RFC 9110, section 8.3.1, without comments and quoted parameters. */
    private static final Pattern MEDIA_TYPE = Pattern
            .compile("[\\w!#$&^.+-]{1,64}/[\\w!#$&^.+-]{1,64}(\\s*;\\s*[\\w-]{1,32}=[\\w.+-]{1,64}){0,3}");

    private final transient BlobStore blobs;
    private final transient Credentials credentials;
    private final transient Semaphore uploads = new Semaphore(AT_ONCE);

    /** Over the blobs. */
    @Activate
    public BlobsPage(
            @Reference BlobStore blobs,
            @Reference Authenticator authenticator,
            @Reference BrowserSessions sessions,
            @Reference HostPolicy policy) {
        this.blobs = blobs;
        credentials = new Credentials(authenticator, sessions, policy);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response);
        if (response.getStatus() >= 400) {
            Remainder.drop(request, response);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var id = id(request.getPathInfo());
        if (id.isEmpty()) {
            if (!request.getMethod().equals("POST")) {
                Problem.methodNotAllowed(response, "POST");
                return;
            }
            var principal = credentials.principal(request, response, "blobs:write");
            if (principal.isPresent()) {
                upload(principal.get(), request, response);
            }
        } else if (!Methods.isRead(request)) {
            Problem.methodNotAllowed(response, "GET, HEAD");
        } else {
            var principal = credentials.principal(request, response, "blobs:read");
            if (principal.isPresent()) {
                download(principal.get(), id.get(), response);
            }
        }
    }

    private void upload(Principal principal, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getContentLengthLong() > blobs.maxBytes()) {
            tooLarge(response);
        } else if (!uploads.tryAcquire()) {
            response.setHeader("Retry-After", "1");
            Problem.of(503, "Overloaded", "as many uploads as may be are running; come back").send(response);
        } else {
            try {
                store(principal, request, response);
            } finally {
                uploads.release();
            }
        }
    }

    private void store(Principal principal, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var content = new SentBody(request.getInputStream());
        try (content) {
            var blob = blobs.put(principal.tenant(), mediaType(request.getContentType()), content);
            response.setHeader("Location", "/blobs/" + blob.id());
            Body.json(response, 201, JsonObject.builder()
                    .put("blob", blob.id())
                    .put("sha256", blob.sha256())
                    .put("size", blob.size())
                    .build());
        } catch (BlobStore.TooLargeException e) {
            tooLarge(response);
        } catch (IOException e) {
            if (content.broken()) {
                LOG.debug("a blob did not arrive: {}", e.toString());
                response.setHeader("Connection", "close");
                Problem.of(400, "Bad request", "the body did not arrive whole; nothing was stored").send(response);
                return;
            }
            LOG.warn("a blob was not stored: {}", e.toString());
            Problem.of(503, "Unavailable", "the blob was not stored; come back later").send(response);
        }
    }

    private void download(Principal principal, String id, HttpServletResponse response) throws IOException {
        var info = blobs.info(principal.tenant(), id);
        var file = blobs.file(principal.tenant(), id);
        if (info.isEmpty() || file.isEmpty()) {
            Problem.notFound().send(response);
            return;
        }
        response.setStatus(200);
        response.setContentType(info.get().mediaType());
        response.setContentLengthLong(info.get().size());
        // never rendered in our origin, whatever its sender called it; a page that links to it knows what it is called
        response.setHeader("Content-Disposition", "attachment");
        response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
        response.setHeader("ETag", '"' + info.get().sha256() + '"');
        response.setHeader("Cache-Control", "private, max-age=31536000, immutable");
        Files.copy(file.get(), response.getOutputStream());
    }

    private void tooLarge(HttpServletResponse response) throws IOException {
        // what is still coming is not read
        response.setHeader("Connection", "close");
        Problem.of(413, "Content too large", "a blob is at most " + blobs.maxBytes() + " bytes").send(response);
    }

    private static String mediaType(@Nullable String sent) {
        return sent != null && MEDIA_TYPE.matcher(sent).matches() ? sent : UNKNOWN_TYPE;
    }

    private static Optional<String> id(@Nullable String path) {
        return path == null || path.length() < 2 ? Optional.empty() : Optional.of(path.substring(1));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.osgi.annotation.versioning.ProviderType;

/** HTTP requests to hosts that the plugin may reach. Redirects are followed only to such hosts. */
@ProviderType
public interface HttpAccess {

    /**
     * Sends a request and reads the whole answer. A preview sends nothing: it gets {@code dry_run}, when all else is right.
     *
     * @param request what to send
     * @return the answer, whatever its status
     * @throws ToolException {@code forbidden} for a host that is not allowed, {@code untrusted} for its certificate,
     *     {@code too_large}, {@code timeout}, {@code bad_response}, {@code unavailable}, {@code invalid_input}
     * @throws InterruptedException when the call is cancelled; the connection is closed
     */
    Response send(Request request) throws ToolException, InterruptedException;

    /**
     * A request.
     *
     * @param method GET, POST, …
     * @param uri {@code http} or {@code https}
     * @param headers by name
     * @param body empty for none
     * @param timeout for the whole exchange
     * @param maxBytes largest answer body
     */
    record Request(
            String method, URI uri, Map<String, String> headers, byte[] body, Duration timeout, int maxBytes) {}

    /**
     * An answer.
     *
     * @param status its status code
     * @param headers by name in lower case
     * @param body its body
     * @param uri where it came from, after redirects
     */
    record Response(int status, Map<String, List<String>> headers, byte[] body, URI uri) {}
}

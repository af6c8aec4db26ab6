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
     * Sends a request and hands over the answer as it comes. No redirect is followed: it is an answer like any other. The
     * request's timeout is for the beginning of the answer alone. Every gateway of this version does this; what throws
     * {@link UnsupportedOperationException} is a fake in a test that was written before.
     *
     * @param request what to send
     * @return the answer's beginning; close it
     * @throws ToolException as {@link #send} does
     * @throws InterruptedException when the call is cancelled; the connection is closed
     */
    default Stream open(Request request) throws ToolException, InterruptedException {
        throw new UnsupportedOperationException("answers are read whole here");
    }

    /** An answer on its way. Used by one thread; whoever closes the means it came from closes it too. */
    @ProviderType
    interface Stream extends AutoCloseable {
        /** Its status code. */
        int status();

        /** Its headers, by name in lower case. */
        Map<String, List<String>> headers();

        /**
         * Waits for the next bytes of the body.
         *
         * @param patience how long
         * @return some bytes, or none at the body's end
         * @throws ToolException {@code timeout} when none came in time, {@code too_large} beyond the request's
         *     {@code maxBytes}, {@code unavailable} when the answer broke off, {@code bad_response}
         * @throws InterruptedException when the call is cancelled
         */
        byte[] next(Duration patience) throws ToolException, InterruptedException;

        /** Closes the connection. */
        @Override
        void close();
    }

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

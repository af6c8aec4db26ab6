// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import jakarta.servlet.http.HttpServletRequest;

/** Questions about a request's method. */
final class Methods {
    private Methods() {}

    /** Jetty leaves the body of an answer to HEAD out by itself. */
    static boolean isRead(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }
}

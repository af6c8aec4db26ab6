// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import jakarta.servlet.http.HttpServletResponse;

/** Sends a browser on to another page of ours. */
final class Redirect {
    private Redirect() {}

    /** With GET, whatever it asked with (RFC 9110, section 15.4.4); the path goes out as it was checked. */
    static void to(LocalPath path, HttpServletResponse response) {
        response.setStatus(303);
        response.setHeader("Location", path.text());
        response.setHeader("Cache-Control", "no-store");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

import dev.postern.core.identity.BrowserSession;
import dev.postern.core.identity.BrowserSessions;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The cookie that a signed-in browser sends. No script reads it and no foreign site makes a browser send it; but pages of
 * other ports of this host do, so it counts for a change or a connection only beside our own Origin.
 */
final class SessionCookie {
    private SessionCookie() {}

    /** Whether there is one, whatever it is worth. */
    static boolean isIn(HttpServletRequest request) {
        return ids(request).findAny().isPresent();
    }

    /** The session that it carries, when that counts. */
    static Optional<BrowserSession> session(HttpServletRequest request, BrowserSessions sessions) {
        return ids(request).flatMap(id -> sessions.find(id).stream()).findFirst();
    }

    /** Gives the browser one, until it is closed. */
    static void give(HttpServletRequest request, HttpServletResponse response, String id) {
        response.addCookie(cookie(request, id));
    }

    /** Takes it away again. */
    static void take(HttpServletRequest request, HttpServletResponse response) {
        var cookie = cookie(request, "");
        cookie.setMaxAge(0);
        response.addCookie(cookie);
    }

    private static Cookie cookie(HttpServletRequest request, String value) {
        var cookie = new Cookie(BrowserSessions.COOKIE, value);
        cookie.setHttpOnly(true);
        cookie.setAttribute("SameSite", "Strict");
        cookie.setPath("/");
        // by what the browser sees: behind a proxy that ends TLS our own side of it is plain
        cookie.setSecure(String.valueOf(request.getHeader("Origin")).startsWith("https:"));
        return cookie;
    }

    /** Several, where a page of another port has set one of this name, too: that must not keep anybody out. */
    private static Stream<String> ids(HttpServletRequest request) {
        var cookies = request.getCookies();
        return cookies == null
                ? Stream.empty()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(BrowserSessions.COOKIE))
                        .map(Cookie::getValue);
    }
}

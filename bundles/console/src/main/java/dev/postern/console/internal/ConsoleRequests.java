// SPDX-License-Identifier: Apache-2.0
package dev.postern.console.internal;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;

/** What a request to the console is about. */
final class ConsoleRequests {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OUR_SITES = Set.of("same-origin", "none");
    private static final String BEARER = "Bearer ";

    private ConsoleRequests() {}

    static boolean changes(HttpServletRequest request) {
        return !READING.contains(request.getMethod());
    }

    /** Whether it brings credentials of its own. No page makes a browser do that without our consent. */
    static boolean isProgram(HttpServletRequest request) {
        return request.getHeader("Authorization") != null;
    }

    /** RFC 6750. */
    static Optional<String> bearerToken(HttpServletRequest request) {
        String header = String.valueOf(request.getHeader("Authorization"));
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(header.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    /** The values of all cookies of this name: pages of other ports of this host can set some, too. */
    static Stream<String> cookies(HttpServletRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Stream.empty()
                : Arrays.stream(cookies).filter(cookie -> cookie.getName().equals(name)).map(Cookie::getValue);
    }

    /** Whether a browser asks for a page, which may be sent elsewhere, and not a script for an answer. */
    static boolean isForPeople(HttpServletRequest request) {
        return !isProgram(request) && String.valueOf(request.getHeader("Accept")).contains("text/html");
    }

    /** What was asked for, encoded for a query. */
    static String address(HttpServletRequest request) {
        String query = request.getQueryString();
        return URLEncoder.encode(request.getRequestURI() + (query == null ? "" : "?" + query), StandardCharsets.UTF_8);
    }

    /**
     * Whether a page of this very host sent it. A browser sends its cookie along with whatever a page of another port
     * makes it post, but it says from where.
     */
    static boolean isFromOurPage(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return false;
        }
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(request.getHeader("Host"));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** Whether somebody followed a link on a page of ours or typed the address, as far as the browser tells. */
    static boolean isLinkOfOurs(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null || OUR_SITES.contains(site);
    }

    /** Whether it would install, update, start, stop, refresh or uninstall bundles. */
    static boolean changesBundles(HttpServletRequest request) {
        String path = request.getPathInfo();
        String uri = request.getRequestURI();
        return touches(path) || touches(uri);
    }

    /** Judged by any path segment, so that no spelling of the same address gets by. */
    private static boolean touches(String path) {
        if (path == null) {
            return false;
        }
        for (String segment : path.toLowerCase(Locale.ROOT).split("[/;]")) {
            if (segment.equals("bundles") || segment.equals("obr") || segment.equals("deppack")
                    || segment.contains("%")) {
                return true;
            }
        }
        return false;
    }
}

package dev.postern.console.internal;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

/** What a request to the console is about. */
final class ConsoleRequests {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> READING_SITES = Set.of("same-origin", "none");

    private ConsoleRequests() {}

    static boolean changes(HttpServletRequest request) {
        return !READING.contains(request.getMethod());
    }

    /**
     * Whether it comes from our own page or from no browser at all. A browser sends the credentials of Basic along with
     * whatever another page makes it post, but it says from where.
     */
    static boolean fromHere(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !READING_SITES.contains(site)) {
            return false;
        }
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return true;
        }
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(request.getHeader("Host"));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
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

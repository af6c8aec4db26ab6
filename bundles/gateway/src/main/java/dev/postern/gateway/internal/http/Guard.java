// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/**
 * Stands before everything that is served over HTTP, whichever bundle serves it. Refused are requests for a name that
 * is not ours, those that crossed a network in clear, what a foreign page wants changed, and what comes with a
 * session's cookie but not from our own page. A foreign page may ask for things, but not read the answer: no CORS
 * header is ever sent.
 */
@Component(service = Preprocessor.class)
public final class Guard implements Preprocessor {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final HostPolicy policy;
    private @Nullable ServerProblems problems;
    private @Nullable ModelNames names;

    /** By the policy. */
    @Activate
    public Guard(@Reference HostPolicy policy) {
        this.policy = policy;
    }

    /** Before the first request. */
    @Override
    public void init(FilterConfig config) {
        problems = ServerProblems.takeOver(config.getServletContext());
        names = ModelNames.takeOver(config.getServletContext());
    }

    @Override
    public void destroy() {
        if (names != null) {
            names.giveBack();
        }
        if (problems != null) {
            problems.giveBack();
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer) {
            answer.setHeader("X-Content-Type-Options", "nosniff");
            answer.setHeader("X-Frame-Options", "SAMEORIGIN");
            // with no-referrer browsers say Origin: null when our own forms are sent (Fetch standard, section 3.2)
            answer.setHeader("Referrer-Policy", "same-origin");
            answer.setHeader("Cross-Origin-Resource-Policy", "same-origin");
            answer.setHeader("Cross-Origin-Opener-Policy", "same-origin");
            if (!http.isSecure() && !isLoopback(http.getLocalAddr())) {
                Problem.of(403, "Forbidden", "beyond its own machine this gateway is reached with TLS only")
                        .send(answer);
                return;
            }
            if (!policy.answers(http)) {
                Problem.of(403, "Forbidden", "the Host is not one that this gateway answers to; see dev.postern.gateway"
                        + " hosts in the configuration").send(answer);
                return;
            }
            if (!SAFE.contains(http.getMethod()) && !mayChange(http)) {
                Problem.of(403, "Forbidden", "pages of this origin may change nothing here").send(answer);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    /** However it came that we listen there: the launcher refuses it, but the HTTP service can be configured later. */
    private static boolean isLoopback(String address) throws UnknownHostException {
        return InetAddress.getByName(address).isLoopbackAddress();
    }

    private boolean mayChange(HttpServletRequest request) {
        return SessionCookie.isIn(request) ? policy.isOwn(request) : policy.welcomes(request);
    }
}

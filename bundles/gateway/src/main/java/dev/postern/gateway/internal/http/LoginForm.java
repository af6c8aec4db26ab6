// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import dev.postern.core.hash.Sha256;
import dev.postern.core.identity.Principal;
import jakarta.servlet.http.HttpServletResponse;

/** The pages on which people sign in and out: without a script, for any width, in light and in dark. */
final class LoginForm {
    private static final String STYLE = """
            :root { color-scheme: light dark; }
            * { box-sizing: border-box; }
            body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
              font: 1rem/1.5 system-ui, sans-serif; color: #1c2430; background: #eef1f5; }
            main { width: 100%; max-width: 26rem; padding: 2rem; border-radius: 12px; background: #fff;
              box-shadow: 0 1px 3px #0002, 0 8px 24px #0001; }
            h1 { margin: 0 0 1rem; font-size: 1.4rem; }
            p { margin: 0 0 1rem; }
            code { font-size: .9em; overflow-wrap: anywhere; }
            label { display: block; margin-bottom: .3rem; font-weight: 600; }
            input, button { width: 100%; padding: .65rem .8rem; font: inherit; border-radius: 8px; }
            input { border: 1px solid #76808f; background: transparent; color: inherit; }
            input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid #7aa7f0; outline-offset: 2px; }
            button { margin-top: 1.2rem; border: 0; font-weight: 600; color: #fff; background: #1d56b8; cursor: pointer; }
            button:hover { background: #17469a; }
            a { color: #1d56b8; }
            .hint { margin: .5rem 0 0; font-size: .9rem; color: #566071; }
            .problem { padding: .7rem .9rem; border-left: 4px solid #b3261e; background: #fbeceb; color: #7a1712; }
            @media (prefers-color-scheme: dark) {
              body { color: #e4e8ee; background: #12161c; }
              main { background: #1c222b; }
              .hint { color: #a3adbb; }
              .problem { background: #3a1d1c; color: #f6c4c0; border-color: #e5746c; }
              a { color: #8db4f5; }
            }
            """;
    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + sha256(STYLE)
            + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private LoginForm() {}

    /** Asks for a token. */
    static void ask(HttpServletResponse response, LocalPath next) throws IOException {
        ask(response, 200, "", next);
    }

    /** Asks again, and says why. */
    static void askAgain(HttpServletResponse response, int status, String problem, LocalPath next)
            throws IOException {
        ask(response, status, "<p class=\"problem\" id=\"problem\" role=\"alert\">" + escaped(problem) + "</p>", next);
    }

    private static void ask(HttpServletResponse response, int status, String problem, LocalPath next)
            throws IOException {
        page(response, status, "Sign in to Postern", """
                %s
                <form method="post" action="/login">
                <input type="hidden" name="next" value="%s">
                <label for="token">Token</label>
                <input id="token" name="token" type="password" required maxlength="512" autofocus
                  autocomplete="current-password" autocapitalize="off" spellcheck="false"
                  aria-describedby="hint%s">
                <p class="hint" id="hint">Look into <code>$POSTERN_HOME/secrets/operator.token</code> for the operator's, or make
                one that may do less with <code>./postern token create</code>.</p>
                <button type="submit">Sign in</button>
                </form>"""
                .formatted(problem, escaped(next.text()), problem.isEmpty() ? "" : " problem"));
    }

    /** Tells who is signed in, and lets him sign out. */
    static void tell(HttpServletResponse response, Principal who, LocalPath next) throws IOException {
        page(response, 200, "Signed in to Postern", """
                <p>This browser is signed in with the token <code>%s</code>.</p>
                <p><a href="%s">Go on</a></p>
                <form method="post" action="/logout"><button type="submit">Sign out</button></form>"""
                .formatted(escaped(who.id()), escaped(next.text())));
    }

    private static void page(HttpServletResponse response, int status, String title, String content)
            throws IOException {
        response.setStatus(status);
        response.setHeader("X-Frame-Options", "DENY");
        Body.send(response, "text/html; charset=utf-8", POLICY, """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>%s</style>
                </head>
                <body>
                <main>
                <h1>%s</h1>
                %s
                </main>
                </body>
                </html>
                """.formatted(title, STYLE, title, content).getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static String sha256(String text) {
        return Base64.getEncoder().encodeToString(Sha256.begin().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}

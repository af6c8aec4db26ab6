// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import dev.postern.itests.harness.Axe;
import dev.postern.itests.harness.Browser;
import dev.postern.itests.harness.Gateway;

/**
 * What people do with the pages at {@code /ui/}. Pictures go to {@code target/pictures}, and into the documentation with
 * {@code -Dpostern.pictures}, from this folder {@code ../../docs/images}.
 */
final class Ui {
    static final Path PICTURES = Path.of(System.getProperty("postern.pictures", "target/pictures"));
    /** Notes what the pages' policy refused. */
    private static final String VIOLATIONS = "window.violations = []; document.addEventListener('securitypolicyviolation',"
            + " event => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));";

    private Ui() {}

    /** Opens the pages in a browser that nobody has signed in, and signs in. */
    static void enter(Browser browser, Gateway gateway, String token) throws Exception {
        browser.beforePages(VIOLATIONS);
        browser.look(1_000, 660, false);
        browser.open(gateway.uri("/ui/"));
        browser.watch();
        signIn(browser, token);
    }

    /** Signs in where the page asks for it. */
    static void signIn(Browser browser, String token) throws Exception {
        browser.await("the page asks for a token", "document.querySelector('.signin input')");
        browser.run("document.querySelector('.signin input').value = '" + token + "';"
                + " document.querySelector('.signin button').click(); ''");
        live(browser);
    }

    static void live(Browser browser) throws Exception {
        browser.await("the page is live", "document.querySelector('.state').dataset.state === 'open'"
                + " && !document.querySelector('.signin')");
    }

    /** Goes to a page, such as {@code /approvals}. */
    static void go(Browser browser, String page) throws Exception {
        browser.run("location.hash = '#" + page + "'; ''");
    }

    /** Writes a message and sends it, by the keyboard. */
    static void say(Browser browser, String text) throws Exception {
        browser.await("there is where to write", "document.querySelector('.composer textarea')");
        browser.run("document.querySelector('.composer textarea').focus(); ''");
        browser.type(text);
        browser.await("it can be sent", "!document.querySelector('.composer .send').disabled");
        browser.key("Enter");
    }

    /** The expression for the card of a turn's call. */
    static String card(String turn) {
        return "document.querySelector('[data-turn=\"" + turn + "\"].approval')";
    }

    static void click(Browser browser, String card, String selector) throws Exception {
        browser.run(card + ".querySelector('" + selector + "').click(); ''");
    }

    /** Nothing went wrong, and nothing was tried that the policy forbids. */
    static void isClean(Browser browser) throws Exception {
        assertThat(browser.run("window.violations.join(', ')")).isEmpty();
        assertThat(browser.problems()).isEmpty();
    }

    /** Axe finds nothing serious, in light and in dark, and nothing is wider than a small screen. */
    static void isForEverybody(Browser browser, Axe axe, String what) throws Exception {
        for (var dark : new boolean[]{false, true}) {
            browser.look(1_000, 660, dark);
            browser.await("colours have settled", "document.getAnimations().length === 0");
            assertThat(axe.violations(browser)).as("%s, %s", what, dark ? "dark" : "light").isEmpty();
        }
        browser.look(360, 740, true);
        browser.await(what + " is no wider than the screen", "document.documentElement.scrollWidth <= 360");
        assertThat(axe.violations(browser)).as("%s, narrow", what).isEmpty();
    }
}

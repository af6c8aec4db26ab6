// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.itests.harness.Browser;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.SharedGateway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A person's way in and out, in a real browser. */
@ExtendWith(SharedGateway.class)
class BrowserIT {
    private static final String CONSOLE = "/system/console/bundles";
    /** Connects without a token and tells how that goes: what the hello says, then how the connection closed. */
    private static final String CONNECT = """
            window.heard = [];
            new Promise(done => {
              const socket = new WebSocket('ws://' + location.host + '/gateway', 'postern.v1');
              const hear = what => { window.heard.push(what); done(what); };
              socket.onopen = () => socket.send(JSON.stringify({type: 'connect', id: 'c',
                protocol: {min: 1, max: 1}, client: {id: 'page', kind: 'operator'}}));
              socket.onmessage = message => {
                const frame = JSON.parse(message.data);
                hear(frame.ok ? 'hello ' + frame.result.principal.kind : frame.error.code);
              };
              socket.onclose = close => hear('closed ' + close.code);
            })""";

    @BeforeAll
    static void needABrowser() {
        assumeTrue(Browser.program().isPresent(), "there is no Chromium here");
    }

    @Test
    void signsInConnectsAndSignsOut(Gateway gateway) throws Exception {
        try (var browser = Browser.start()) {
            assertThat(browser.open(gateway.uri(CONSOLE))).isEqualTo("/login");
            assertThat(browser.run("getComputedStyle(document.querySelector('main')).borderRadius")).isEqualTo("12px");
            assertThat(signIn(browser, "pst_wrong")).isEqualTo("/login");
            assertThat(browser.run("document.querySelector('[role=alert]').textContent")).contains("no such token");

            assertThat(signIn(browser, gateway.token())).isEqualTo(CONSOLE);
            assertThat(browser.run("document.cookie")).doesNotContain("postern_session");
            assertThat(browser.run(CONNECT)).isEqualTo("hello client");

            assertThat(browser.run("fetch('/logout', {method: 'POST'}).then(answer => answer.url)")).endsWith("/login");
            assertThat(browser.run("new Promise(done => setInterval(() => heard.length > 1 && done(heard[1]), 20))"))
                    .isEqualTo("closed 4401");
            assertThat(browser.run(CONNECT)).isEqualTo("unauthenticated");
            assertThat(browser.open(gateway.uri(CONSOLE))).isEqualTo("/login");
        }
    }

    @Test
    void signsOutByTheButton(Gateway gateway) throws Exception {
        try (var browser = Browser.start()) {
            browser.open(gateway.uri("/login"));
            signIn(browser, gateway.token());
            browser.open(gateway.uri("/login"));
            assertThat(button(browser)).isEqualTo("Sign out");
            assertThat(browser.follow("document.querySelector('button').click()")).isEqualTo("/login");
            assertThat(button(browser)).isEqualTo("Sign in");
        }
    }

    @Test
    void signsOutByTheConsolesOwnLink(Gateway gateway) throws Exception {
        try (var browser = Browser.start()) {
            browser.open(gateway.uri(CONSOLE));
            signIn(browser, gateway.token());
            assertThat(browser.follow("document.querySelector('a[href$=\"/logout\"]').click()")).isEqualTo("/login");
            assertThat(button(browser)).isEqualTo("Sign in");
        }
    }

    private static String button(Browser browser) throws Exception {
        return browser.run("document.querySelector('button').textContent");
    }

    private static String signIn(Browser browser, String token) throws Exception {
        return browser.follow("document.getElementById('token').value = '" + token
                + "'; document.querySelector('button').click()");
    }
}

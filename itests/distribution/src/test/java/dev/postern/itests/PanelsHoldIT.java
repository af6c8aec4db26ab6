// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Browser;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The button that is held, in a real browser: the program runs for as long as somebody holds, and no longer. */
class PanelsHoldIT {
    /** Tells by {@code late()} whether the gateway may have waited in vain for a beat of the button that is held. */
    private static final String BEATS = """
            (() => {
              const GAP_MS = 1500;
              const beats = new Map();
              let came;
              let late = false;
              const waits = () => came !== undefined && performance.now() - came.at > GAP_MS;
              window.late = () => late || document.querySelector('.hold[aria-pressed=true]') !== null && waits();
              window.WebSocket = class extends WebSocket {
                constructor(...where) {
                  super(...where);
                  this.addEventListener('message', ({data}) => {
                    const beat = beats.get(JSON.parse(data).id);
                    if (beat) {
                      late ||= came?.approval === beat.approval && waits();
                      came = beat;
                    }
                  });
                }
                send(text) {
                  const {id, method, params} = JSON.parse(text);
                  if (method === 'approvals.hold' && !params.release) {
                    beats.set(id, {approval: params.approval, at: performance.now()});
                  }
                  super.send(text);
                }
              };
            })();""";
    private static final int ATTEMPTS = 5;

    @TempDir
    static Path home;
    private static Gateway gateway;

    private Browser browser;
    private WireClient client;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Browser.program().isPresent(), "there is no Chromium here");
        gateway = Gateway.builder(home)
                .configure("dev.postern.tools.shell.program~sleep", """
                        {"program": "sleep", "arguments": ["*"]}
                        """)
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }

    @BeforeEach
    void signIn() throws Exception {
        client = gateway.connect();
        browser = Browser.start();
        browser.look(1_100, 760, false);
        browser.beforePages(BEATS);
        PanelsIT.enter(browser, gateway);
        browser.watch();
    }

    @AfterEach
    void leave() throws Exception {
        if (browser != null) {
            try {
                assertThat(browser.problems()).isEmpty();
            } finally {
                end();
            }
        }
    }

    private void end() throws Exception {
        browser.close();
        client.close();
    }

    @Test
    void holdsToTheEnd() throws Exception {
        held("hold", "2", (turn, card) -> {
            browser.press(hold(card));
            whileHeld("it ended while held", () -> is(card + ".dataset.hold === 'ended'"));
            browser.letGo(hold(card));
            client.awaitTurn(turn, "finished");
            browser.await("the card tells", card + ".dataset.call === 'finished'");
        });
    }

    @Test
    void lettingGoEndsTheProcess() throws Exception {
        held("let go", "61", (turn, card) -> {
            browser.press(hold(card));
            whileHeld("the program runs", () -> runs("61"));
            browser.picture(PanelsIT.PICTURES.resolve("console-hold.png"));
            browser.letGo(hold(card));
            Await.until("the program is gone", () -> !runs("61"));
            browser.await("the card tells", card + ".dataset.call === 'cancelled'");
            client.awaitTurn(turn, "finished", "failed");
        });
    }

    @Test
    void theSpaceKeyHoldsAndLosingTheFocusLetsGo() throws Exception {
        held("key", "62", (turn, card) -> {
            browser.run(card + ".querySelector('.hold').focus(); ''");
            browser.space(true);
            try {
                whileHeld("the program runs", () -> runs("62"));
                browser.run(card + ".querySelector('[aria-label=Reason]').focus(); ''");
                Await.until("the program is gone", () -> !runs("62"));
                browser.await("the card tells how", card + ".dataset.hold !== 'holding'");
                assertThat(browser.run(card + ".dataset.hold")).isEqualTo("released");
            } finally {
                browser.space(false);
            }
            client.awaitTurn(turn, "finished", "failed");
        });
    }

    @Test
    void aLostConnectionLetsGo() throws Exception {
        held("lost", "63", (turn, card) -> {
            browser.press(hold(card));
            whileHeld("the program runs", () -> runs("63"));
            browser.run("fetch('/logout', {method: 'POST'}).then(answer => answer.url)");
            Await.until("the program is gone", () -> !runs("63"));
            browser.await("the page tells", "document.getElementById('state').dataset.state === 'signed-out'");
            // the beat on its way may have been refused before the connection was closed
            assertThat(browser.run(card + ".dataset.hold")).isIn("released", "failed");
            client.awaitTurn(turn, "finished", "failed");
        });
    }

    @Test
    void cancelsACallThatRuns() throws Exception {
        try (var other = Browser.start()) {
            PanelsIT.enter(other, gateway);
            other.look(1_100, 420, false);
            other.run("location.hash = 'calls'; ''");
            held("cancel", "64", (turn, card) -> {
                browser.press(hold(card));
                whileHeld("the program runs", () -> runs("64"));
                var running = "document.querySelector('tr[data-state=running] .deny')";
                whileHeld("it is listed", () -> is(other, running));
                other.picture(PanelsIT.PICTURES.resolve("console-calls.png"));
                other.run(running + ".click(); ''");
                other.await("it is not listed any more", "!document.querySelector('tr[data-state=running]')");
                Await.until("the program is gone", () -> !runs("64"));
                browser.letGo(hold(card));
                client.awaitTurn(turn, "finished", "failed");
            });
        }
    }

    /** Does it again where beats came too late, as on a busy machine: that says nothing of the panels. */
    private void held(String thread, String seconds, Held test) throws Exception {
        for (int attempt = 1;; attempt++) {
            var turn = sleep(thread, seconds);
            var card = waiting(turn);
            try {
                test.with(turn, card);
                return;
            } catch (AssertionError failed) {
                if (attempt == ATTEMPTS || !is("late()")) {
                    throw failed;
                }
                client.call("turns.cancel", JsonObject.of("turn", turn));
                Await.until("the program is gone", () -> !runs(seconds));
                end();
                signIn();
            }
        }
    }

    private interface Held {
        void with(String turn, String card) throws Exception;
    }

    /** Waits for what happens while a button is held. */
    private void whileHeld(String what, Await.Condition condition) throws Exception {
        Await.until(what, () -> {
            if (is("late()")) {
                throw new AssertionError("beats came too late while it was awaited that " + what);
            }
            return condition.holds();
        });
    }

    private boolean is(String condition) throws Exception {
        return is(browser, condition);
    }

    private static boolean is(Browser on, String condition) throws Exception {
        return on.run("String(Boolean(" + condition + "))").equals("true");
    }

    private String sleep(String thread, String seconds) throws Exception {
        return client.call("messages.send", Messages.in(thread,
                "/shell.run program=sleep folder=workspace arguments=[\"" + seconds + "\"]")).text("turn")
                .orElseThrow();
    }

    /** Waits for the card of the turn's call, which comes by itself; gives the expression for it. */
    private String waiting(String turn) throws Exception {
        var card = PanelsIT.card(turn);
        browser.await("the call is shown", card);
        browser.run(card + ".scrollIntoView({block: 'end'}); ''");
        return card;
    }

    private static String hold(String card) {
        return card.substring(card.indexOf("'") + 1, card.lastIndexOf("'")) + " .hold";
    }

    private static boolean runs(String seconds) {
        return gateway.process().descendants().anyMatch(process -> process.info().commandLine().orElse("")
                .endsWith("sleep " + seconds));
    }
}

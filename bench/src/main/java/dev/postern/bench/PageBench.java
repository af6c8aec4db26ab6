// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Browser;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.WireClient;

/**
 * The page at {@code /ui/} in a real Chromium, signed in, with a thousand sessions listed: from the navigation's beginning,
 * by the page's own clock, to the list's being there, and on to an answer to what is written into its filter; and what
 * the page's main thread takes while a turn comes and ends in each of those sessions.
 */
final class PageBench implements Main.Measurement {
    private static final int SESSIONS = 1_000;
    private static final int AT_ONCE = 100;
    private static final int LOADS = 11;
    private static final String FIRST_ROW = "document.querySelector('.conversations li, main tbody tr')?.textContent";
    /** Notes both moments in {@code usable}: a moment is that of the first frame of the display in which it is so. */
    private static final String MEASURE = """
            window.usable = new Promise(done => {
              const when = (holds, then) => requestAnimationFrame(() => holds() ? then() : when(holds, then));
              when(() => %s, () => {
                const drawn = performance.now();
                const field = document.querySelector('[type=search]');
                field.value = 'ticket 777';
                field.dispatchEvent(new InputEvent('input', {bubbles: true}));
                when(() => %s, () => done(drawn + ' ' + performance.now()));
              });
            });
            """;

    /** A page with a list of sessions. */
    private enum Listing {
        /** The page that the address without more shows: the newest forty, and how many there are. */
        CHAT("", ".conversations li", 40,
                "document.querySelector('.conversations')?.textContent.includes('of " + SESSIONS + "')"),
        /** A table of the newest fifty, and how many there are. */
        SESSIONS_PAGE("#/sessions", "main tbody tr", 50,
                "document.querySelector('main [role=status].hint')?.textContent"
                        + ".startsWith((" + SESSIONS + ").toLocaleString() + ' sessions')");

        private final String hash;
        private final String rows;
        private final String drawn;

        Listing(String hash, String row, int count, String whole) {
            this.hash = hash;
            rows = "document.querySelectorAll('" + row + "').length === ";
            drawn = whole + " && " + rows + count;
        }

        private String script() {
            return MEASURE.formatted(drawn, rows + "1 && " + FIRST_ROW + ".includes('ticket 777')");
        }
    }

    @Override
    public void run(Path folder, Report report) throws Exception {
        if (Browser.program().isEmpty()) {
            report.row("the page with " + SESSIONS + " sessions listed", "1 s",
                    "not measured: there is no Chromium here");
            return;
        }
        try (var gateway = Gateway.builder(folder)
                .configure("dev.postern.session", "{\"messages.per.minute\": 100000}").start();
                var client = gateway.connect();
                var program = Browser.start()) {
            turnEach(client);
            for (var page : Listing.values()) {
                try (var browser = program.another()) {
                    signIn(browser, gateway);
                    browser.beforePages(page.script());
                    load(browser, gateway, page, true, report);
                    load(browser, gateway, page, false, report);
                }
            }
            for (var page : Listing.values()) {
                try (var browser = program.another()) {
                    signIn(browser, gateway);
                    follow(browser, gateway, page, client, report);
                }
            }
            gateway.terminate();
        }
    }

    /** A turn in each of the sessions, which the first one makes. */
    private static void turnEach(WireClient client) throws Exception {
        for (int sent = 0; sent < SESSIONS; sent += AT_ONCE) {
            int from = sent;
            CompletableFuture.allOf(IntStream.range(from, from + AT_ONCE)
                    .mapToObj(i -> client.start("messages.send", Messages.in("ticket " + i, "/help")))
                    .toArray(CompletableFuture[]::new)).join();
        }
        Await.until("the turns have ended",
                () -> client.call("turns.list", JsonObject.EMPTY).array("turns").orElseThrow()
                        .values().isEmpty());
    }

    private static void signIn(Browser browser, Gateway gateway) throws Exception {
        browser.open(gateway.uri("/ui/"));
        browser.await("the page asks for a token", "document.querySelector('.signin input')");
        browser.run("document.querySelector('.signin input').value = '" + gateway.token() + "';"
                + " document.querySelector('.signin button').click(); ''");
        browser.await("the page is live", "document.querySelector('.state').dataset.state === 'open'"
                + " && !document.querySelector('.signin')");
    }

    private static void load(Browser browser, Gateway gateway, Listing page, boolean forgotten, Report report)
            throws Exception {
        var drawn = new ArrayList<Double>();
        var usable = new ArrayList<Double>();
        for (int i = 0; i < LOADS; i++) {
            leave(browser);
            if (forgotten) {
                browser.forgetFiles();
            }
            browser.open(gateway.uri("/ui/" + page.hash));
            var moments = List.of(browser.run("window.usable").split(" "));
            drawn.add(Double.valueOf(moments.getFirst()));
            usable.add(Double.valueOf(moments.getLast()));
        }
        drawn.sort(null);
        usable.sort(null);
        report.row("`/ui/" + page.hash + "` with " + SESSIONS + " sessions listed, "
                + (forgotten ? "no file cached" : "its files cached") + ": asked for, to an answer to what is written",
                "1 s", "median %.0f ms of %d loads, the slowest %.0f ms; the list is there at %.0f ms",
                usable.get(LOADS / 2), LOADS, usable.getLast(), drawn.get(LOADS / 2));
    }

    /** So that what comes next is loaded, and is no other place of the same page. */
    private static void leave(Browser browser) throws Exception {
        browser.run("location.href = 'about:blank'; ''");
        browser.await("the page is gone", "location.href === 'about:blank'");
    }

    private static void follow(Browser browser, Gateway gateway, Listing page, WireClient client, Report report)
            throws Exception {
        leave(browser);
        browser.open(gateway.uri("/ui/" + page.hash));
        browser.await("the list is there", FIRST_ROW);
        double cpu = browser.mainThreadSeconds();
        turnEach(client);
        // what comes after all of them, and is told of after them
        var last = "after all, of " + page.name();
        client.say(Messages.in(last, "/help"));
        browser.await("it has heard of all", FIRST_ROW + ".includes('" + last + "')");
        report.row("`/ui/" + page.hash + "` while " + SESSIONS + " turns come and end in " + SESSIONS + " sessions",
                "none set", "%.2f CPU-s of the page's main thread", browser.mainThreadSeconds() - cpu);
    }
}

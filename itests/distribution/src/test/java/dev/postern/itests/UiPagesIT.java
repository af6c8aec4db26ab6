// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Axe;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees and does on the pages beside the chat: one gateway, one program, a page for each test. */
class UiPagesIT extends UiSitting {
    private static final String HOSTILE = "<img src=x onerror=window.pwned=1></script>\u202egnp.exe";
    private static final String ROWS = "document.querySelectorAll('main tbody tr')";
    private static final String TEXT = "document.querySelector('main').innerText";
    private static final int SESSIONS = Boolean.getBoolean("postern.full") ? 1_000 : 200;
    private static final int AT_ONCE = 100;

    private UiPage page;

    @BeforeAll
    void deploy() throws Exception {
        Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
    }

    @BeforeEach
    void turnTo() {
        page = new UiPage(browser);
    }

    @Test
    void manySessionsAreListedAPageAtATime() throws Exception {
        for (int sent = 0; sent < SESSIONS; sent += AT_ONCE) {
            int from = sent;
            CompletableFuture.allOf(IntStream.range(from, from + AT_ONCE)
                    .mapToObj(i -> client.start("messages.send", Messages.in("ticket " + i, "/help")))
                    .toArray(CompletableFuture[]::new)).join();
        }
        Await.until("their turns have ended", () -> !client.call("turns.list", JsonObject.EMPTY).toString()
                .matches(".*\"state\":\"(queued|running)\".*"));
        Ui.go(browser, "/sessions");
        browser.await("all were read",
                "parseInt(document.querySelector('main [role=status].hint')?.innerText.replace(',', '')) >= "
                        + SESSIONS);
        // a page of them is drawn, not all
        assertThat(browser.run("String(" + ROWS + ".length)")).isEqualTo("50");

        page.type("[type=search]", "Ticket 177");
        browser.await("it is found", ROWS + ".length === 1 && " + TEXT + ".includes('ticket 177')");
        assertThat(browser.run("location.hash")).isEqualTo("#/sessions?text=Ticket+177");
        Ui.go(browser, "/sessions");
        browser.await("an address without a filter has none", ROWS + ".length === 50");
        var first = browser.run(ROWS + "[0].innerText");
        page.press("Next");
        browser.await("the next page is another", TEXT + ".includes('Page 2 of') && " + ROWS + "[0].innerText !== "
                + "'' && !" + TEXT + ".includes(" + UiPage.quoted(first.lines().skip(1).findFirst().orElseThrow())
                + ")");
        page.press("Previous");
        client.say(Messages.in("the newest", "/help"));
        browser.await("a new one comes by itself, once, on top",
                "[..." + ROWS + "].findIndex(row => row.innerText.includes('the newest')) === 0 && [..." + ROWS
                        + "].filter(row => row.innerText.includes('the newest')).length === 1");
        browser.look(1_000, 560, false);
        browser.picture(Ui.PICTURES.resolve("ui-sessions.png"));
        Ui.isClean(browser);
    }

    @Test
    void tellsATurnStepByStep() throws Exception {
        var session = client.call("messages.send", Messages.in(HOSTILE, "/help")).text("session").orElseThrow();
        Ui.go(browser, "/sessions/" + session);
        browser.await("the session is there", "document.querySelector('details.card')");
        assertThat(browser.run("document.querySelector('h1').innerText")).contains("<img src=x", "\\u202egnp.exe");
        browser.run("document.querySelector('details.card > summary').click(); ''");
        page.press("Change…");
        page.type(".settings input", "models");
        browser.run("document.querySelector('.settings').requestSubmit(); ''");
        browser.await("the settings are changed",
                "document.querySelector('details.card > summary').innerText.includes('revision 2')");

        model.calls("files_write", "{\"path\":\"workspace/notes.txt\",\"content\":\"" + HOSTILE.replace("\u202e", "")
                + "\"}").says("I did not write " + HOSTILE);
        var turn = client
                .call("messages.send", JsonObject.builder().put("session", session).put("text", "Note " + HOSTILE)
                        .build())
                .text("turn").orElseThrow();
        browser.await("it waits for a person", "document.querySelector('[aria-labelledby=queue]').innerText"
                + ".includes('waiting approval')");
        Ui.go(browser, "/sessions/" + session + "/" + turn);
        browser.await("the call waits", "document.querySelector('.call')?.dataset.state === 'waiting_approval'");
        var approval = client.call("approvals.list", JsonObject.of("session", session)).array("approvals").orElseThrow()
                .values().getFirst();
        client.call("approvals.decide", JsonObject.builder().put("approval", ((JsonObject) approval).text("id"))
                .put("decision", "deny").put("reason", "not before the release").build());
        browser.await("it goes on by itself to its end", TEXT + ".includes('I did not write') && "
                + "document.querySelector('h1').innerText.includes('finished') && "
                + "[...document.querySelectorAll('.step')].at(-1).innerText.includes('reply')");
        assertThat(browser.run("[...document.querySelectorAll('.step')].map(step => step.innerText).join(' ')"))
                .containsSubsequence("Step 1", "Model", "took", "call tools", "files.write", "medium", "denied",
                        "Policy",
                        "confirm", "by risk.medium", "Asked a person", "after", "not before the release", "Arguments",
                        "Step 2", "Model", "reply");
        assertThat(browser.run("String(document.querySelectorAll('.call').length)")).isEqualTo("1");
        assertThat(browser.run(TEXT)).contains("Note <img src=x", "I did not write <img src=x")
                .doesNotContain("\u202e");
        assertThat(browser.run("String(window.pwned) + document.querySelectorAll('img').length"))
                .isEqualTo("undefined0");
        browser.run("document.getElementById('timeline').scrollIntoView(); ''");
        browser.picture(Ui.PICTURES.resolve("ui-turn.png"));

        var other = client.say(Messages.in("what time", "/time.now"));
        Ui.go(browser, "/sessions/" + other.text("session").orElseThrow() + "/" + other.text("id").orElseThrow());
        browser.await("a call that ran shows its result",
                "document.querySelector('.call')?.dataset.state === 'finished'");
        assertThat(browser.run("document.querySelector('.call').innerText")).contains("time.now", "low", "allow",
                "risk.low", "Result");
        Ui.isClean(browser);
    }

    @Test
    void holdsUpASession() throws Exception {
        var session = client.say(Messages.in("held up", "/help")).text("session").orElseThrow();
        Ui.go(browser, "/sessions/" + session);
        browser.await("it is there", UiPage.button("Pause"));
        page.press("Pause");
        browser.await("it is paused", UiPage.button("Resume"));
        var turn = client
                .call("messages.send", JsonObject.builder().put("session", session).put("text", "/help").build())
                .text("turn").orElseThrow();
        var queue = "document.querySelector('[aria-labelledby=queue]')";
        browser.await("the message waits", queue + ".innerText.includes('queued')");
        browser.picture(Ui.PICTURES.resolve("ui-session.png"));
        page.press("Resume");
        client.awaitTurn(turn, "finished");
        browser.await("nothing waits", queue + ".innerText.includes('Nothing runs')");
        page.press("Pause");
        browser.await("it is paused", UiPage.button("Resume"));
        var late = client
                .call("messages.send", JsonObject.builder().put("session", session).put("text", "/help").build())
                .text("turn").orElseThrow();
        browser.await("the message waits", queue + ".innerText.includes('queued')");
        page.press("Cancel");
        client.awaitTurn(late, "cancelled");

        page.press("Quarantine…");
        browser.await("it asks", "document.querySelector('dialog[open]')");
        browser.key("Escape");
        browser.await("Escape says no", "!document.querySelector('dialog')");
        page.press("Quarantine…");
        browser.await("it asks", "document.querySelector('dialog[open]')");
        page.press("Quarantine");
        browser.await("it is told", "document.querySelector('h1').innerText.includes('quarantined')");
        assertThat(client.call("sessions.get", JsonObject.of("session", session)).object("session").orElseThrow()
                .text("state")).contains("quarantined");
        Ui.isClean(browser);
    }

    @Test
    void whatMayNotBeDoneIsDisabledAndSaysWhy() throws Exception {
        var session = client.say(Messages.in("looked at", "/help")).text("session").orElseThrow();
        var token = client.call("tokens.create", JsonObject.builder().put("name", "looks")
                .put("scopes", JsonArray.ofStrings(List.of("sessions:read", "sessions:others", "events:read",
                        "plugins:read", "tools:read")))
                .build()).text("token").orElseThrow();
        try (var other = program.another()) {
            Ui.enter(other, gateway, token);
            for (var place : Map.of("/sessions/" + session, "sessions:write", "/plugins", "plugins:write").entrySet()) {
                Ui.go(other, place.getKey());
                other.await(place.getValue() + " is named",
                        TEXT + ".includes('takes the scope " + place.getValue() + "')");
                assertThat(other.run("[...document.querySelectorAll('main :is(.controls button, [type=file])')]"
                        + ".map(each => each.disabled).join()")).as(place.getKey()).contains("true")
                        .doesNotContain("false");
            }
            for (var place : Map.of("/audit", "audit:read", "/health", "gateway:read").entrySet()) {
                Ui.go(other, place.getKey());
                other.await(place.getValue() + " is named", TEXT + ".includes('" + place.getValue() + "')");
            }
            Ui.isClean(other);
        }
    }

    @Test
    void installsAPluginFromAFileAndRemovesIt(@TempDir Path folder) throws Exception {
        Ui.go(browser, "/plugins");
        browser.await("plugins are listed", "document.querySelector('[data-plugin=tools-time]')");
        var broken = Files.writeString(folder.resolve("<img src=x onerror=window.pwned=1>.jar"), "no jar");
        page.install(broken);
        browser.await("it says why not", "document.querySelector('.install .failure')");
        assertThat(browser.run("document.querySelector('.install').innerText")).contains("<img src=x",
                "it is no jar file");

        page.install(HandmadeBundle.plugin("notes").header("Provide-Capability",
                "dev.postern.plugin;dev.postern.plugin=\"notes\";title=\"" + HOSTILE + "\"")
                .write(folder.resolve("notes.jar")));
        browser.await("it says what changed", "document.querySelector('[data-installed=notes]')");
        browser.await("it is listed", "document.querySelector('[data-plugin=notes][data-state=active]')");
        assertThat(browser.run("document.querySelector('[data-plugin=notes]').innerText")).contains("<img src=x",
                "\\u202e", "by blob");
        assertThat(browser.run("document.querySelector('[data-installed=notes]').innerText")).contains("notes 1.0.0",
                "Bundles added", "org.example.notes");
        browser.picture(Ui.PICTURES.resolve("ui-plugins.png"));
        assertThat(Plugins.list(client)).contains("\"notes\"");
        var turn = "document.querySelector('[data-plugin=notes] .controls button').click(); ''";
        browser.run(turn);
        browser.await("it rests", "document.querySelector('[data-plugin=notes][data-state=disabled]')");
        browser.await("it can be enabled", "document.querySelector('[data-plugin=notes] .controls button').innerText"
                + " === 'Enable' && !document.querySelector('[data-plugin=notes] .controls button').disabled");
        browser.run(turn);
        browser.await("it serves again", "document.querySelector('[data-plugin=notes][data-state=active]')");

        browser.run("document.querySelector('[data-plugin=notes] .danger').click(); ''");
        browser.await("it asks", "document.querySelector('dialog[open]')");
        page.press("Remove");
        browser.await("it is gone", "!document.querySelector('[data-plugin=notes]')");
        assertThat(Plugins.list(client)).doesNotContain("\"notes\"");
        assertThat(browser.run("String(window.pwned) + document.querySelectorAll('img').length"))
                .isEqualTo("undefined0");
        Ui.isClean(browser);
    }

    @Test
    void showsToolsAndAuditAndVerifies() throws Exception {
        var session = client.say(Messages.in("audited", "/time.now")).text("session").orElseThrow();
        Ui.go(browser, "/tools?text=time.");
        var tool = "document.querySelector('[data-tool=\"time.now\"]')";
        browser.await("a tool is there, with how its calls went", tool + "?.innerText.includes('returned')");
        assertThat(browser.run("String(document.querySelectorAll('[data-tool^=files]').length)")).isEqualTo("0");
        browser.run(tool + ".querySelector('summary').click(); ''");
        browser.await("its schema is there", tool + ".innerText.includes('\"zone\"')");
        assertThat(browser.run(tool + ".innerText")).contains("low", "dev.postern.tools.time", "may be repeated");
        browser.picture(Ui.PICTURES.resolve("ui-tools.png"));

        Ui.go(browser, "/audit?tool=time.now&type=tool.*&session=" + session);
        browser.await("only what was asked for is there", "(rows => rows.length > 0 && rows.every(row =>"
                + " /tool\\.(started|finished)/.test(row.innerText) && row.innerText.includes('time.now')))([..." + ROWS
                + "])");
        var before = browser.run("String(" + ROWS + ".length)");
        client.say(Messages.in("audited", "/time.now"));
        browser.await("what happens now comes by itself", ROWS + ".length > " + before);
        page.type("[name=outcome]", "denied");
        browser.run("document.querySelector('form.filter').requestSubmit(); ''");
        browser.await("nothing is found", TEXT + ".includes('No record is like that.')");
        page.press("Verify");
        browser.await("the chain is whole",
                "document.querySelector('[data-valid=true]')?.innerText.includes('records')");
        Ui.go(browser, "/audit");
        browser.await("the filter is gone", ROWS + ".length > 5");
        browser.picture(Ui.PICTURES.resolve("ui-audit.png"));
        Ui.isClean(browser);
    }

    @Test
    void tellsHealthAndDrawsFigures() throws Exception {
        Ui.go(browser, "/health");
        browser.await("it is well", TEXT + ".includes('takes messages; all')");
        browser.await("the probes answer",
                "[..." + ROWS + "].filter(row => /\\/(healthz|readyz)[\\s\\S]*200/.test(row.innerText))"
                        + ".length === 2");
        browser.picture(Ui.PICTURES.resolve("ui-health.png"));
        Ui.go(browser, "/metrics");
        browser.await("there is a first sample", TEXT + ".includes('The second sample draws')");
        client.say(Messages.in("measured", "/time.now"));
        browser.await("the turn shows in its plot", "/ to (?!0\\.0 )[\\d.]+ \\/s/.test("
                + "document.querySelector('[aria-labelledby=plot-Turns] .words').innerText)");
        assertThat(browser.run("document.querySelector('[aria-labelledby=plot-Turns] path').getAttribute('d')"))
                .startsWith("M");
        assertThat(browser.run("document.querySelector('[aria-labelledby=plot-Memory]').innerText")).contains("MiB to",
                "on average");
        if (System.getProperty("postern.pictures") != null) {
            page.plot(client);
        }
        browser.picture(Ui.PICTURES.resolve("ui-metrics.png"));
        Ui.isClean(browser);
    }

    /** The gateway dies in a call: what was shown stays, what came is added once, and a person resolves the call. */
    @Test
    void goesOnAfterARestartAndResolvesWhatIsInDoubt() throws Exception {
        Ui.go(browser, "/sessions?text=restart");
        client.say(Messages.in("restart before", "/help"));
        var turn = client.call("messages.send", Messages.in("restart doubt", "/effects.slow")).text("turn")
                .orElseThrow();
        Await.until("the effect is there", () -> Files.exists(home.resolve("workspace/slow.txt")));
        browser.await("both are listed", ROWS + ".length === 2");
        var port = gateway.port();
        client.close();
        gateway.kill();
        browser.await("the page tells", "document.querySelector('.state').dataset.state !== 'open'");
        gateway = builder().env("POSTERN_PORT", String.valueOf(port)).start();
        client = gateway.connect();
        client.say(Messages.in("restart after", "/help"));
        Ui.live(browser);
        browser.await("each is listed once",
                ROWS + ".length === 3 && ['before', 'doubt', 'after'].every(name => [..." + ROWS
                        + "].filter(row => row.innerText.includes('restart ' + name)).length === 1)");
        browser.await("the doubt shows", "[..." + ROWS + "].some(row => row.innerText.includes('in doubt'))");

        browser.run("[..." + ROWS + "].find(row => row.innerText.includes('in doubt')).querySelector('a').click(); ''");
        browser.await("the session is there", "document.querySelector('[aria-labelledby=queue] a[href*=\"/t_\"]')");
        browser.run("document.querySelector('[aria-labelledby=queue] a[href*=\"/t_\"]').click(); ''");
        browser.await("it asks what became of the call", "document.querySelector('.resolve input')");
        browser.run("document.querySelector('.resolve').scrollIntoView({block: 'end'}); ''");
        browser.picture(Ui.PICTURES.resolve("ui-doubt.png"));
        page.type(".resolve input", "the line is there");
        browser.run("document.querySelector('.resolve [data-outcome=done]').click(); ''");
        client.awaitTurn(turn, "finished");
        browser.await("it is told", "document.querySelector('.call').innerText.includes('the line is there') && "
                + "document.querySelector('h1').innerText.includes('finished')");
        assertThat(browser.run("String(document.querySelectorAll('.call').length)")).isEqualTo("1");
        assertThat(Files.readAllLines(home.resolve("workspace/slow.txt"))).hasSize(1);
        assertThat(browser.run("window.violations.join(', ')")).isEmpty();
    }

    @Test
    void isForEverybodyAndAnyScreen() throws Exception {
        var axe = Axe.install();
        assumeTrue(axe.isPresent(), "there is no npm here");
        var turn = client.say(Messages.in("x".repeat(120), "/time.now"));
        var session = "/sessions/" + turn.text("session").orElseThrow();
        for (var place : List.of("/sessions?text=xxx", session, session + "/" + turn.text("id").orElseThrow(),
                "/tools?text=time.", "/plugins", "/audit?tool=time.now", "/health", "/metrics")) {
            Ui.go(browser, place);
            browser.await(place + " is there", "document.querySelector('main :is(td, .call, .entry, .plot)')");
            browser.run("document.querySelectorAll('main details').forEach(each => each.open = true); ''");
            // wide in light and narrow in the dark: both of all pages
            for (var narrow : List.of(false, true)) {
                browser.look(narrow ? 360 : 1_000, 740, narrow);
                browser.await("colours have settled", "document.getAnimations().length === 0");
                browser.await(place + " is no wider than the screen",
                        "document.documentElement.scrollWidth <= innerWidth");
                assertThat(axe.get().violations(browser)).as(place + (narrow ? ", narrow" : "")).isEmpty();
            }
        }
        browser.picture(Ui.PICTURES.resolve("ui-pages-narrow.png"));
        Ui.isClean(browser);
    }
}

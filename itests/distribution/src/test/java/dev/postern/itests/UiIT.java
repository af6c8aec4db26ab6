// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Axe;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.ModelServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chat and approvals in a real browser, with a model that decides: one gateway, one program, a context for each person. */
class UiIT extends UiSitting {
    private static final String HOSTILE = "<img src=x onerror=window.pwned=1></script><script>window.pwned=1</script>"
            + "\u202egnp.exe\u0007 javascript:window.pwned=1";
    private static final int HOLD_ATTEMPTS = 4;

    @Override
    Gateway.Builder configured(Gateway.Builder builder) throws Exception {
        return builder.configure("dev.postern.pipeline", "{\"planner\":\"models\"}")
                .configure("dev.postern.tools.shell.program~sleep", Shell.allowed("sleep"));
    }

    @Test
    void chatsAsTheModelWrites() throws Exception {
        var more = new CountDownLatch(1);
        model.then(exchange -> {
            try (var out = ModelServer.stream(exchange)) {
                ModelServer.text(out, "I look at the clock.");
                ModelServer.call(out, "time_now", "{\"zone\":\"Europe/Zurich\"}");
            }
        }).then(exchange -> {
            try (var out = ModelServer.stream(exchange)) {
                ModelServer.text(out, "It is **late** in Zürich");
                assertThat(more.await(Gateway.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
                ModelServer.text(out, ". Time for `sleep` 🌙\n\n| where | hour |\n|---|--:|\n| Zürich | 19 |\n");
                ModelServer.end(out, "stop");
            }
        });
        Ui.say(browser, "How late is it?");
        browser.await("the page has a session of its own", "location.hash.startsWith('#/chat/s_')");
        browser.await("what has come is shown", "document.querySelector('.streaming strong')?.textContent === 'late'");
        browser.await("the keyboard is where one goes on", "document.activeElement.id === 'text'");
        assertThat(browser.run("document.querySelector('.turn').dataset.state")).isEqualTo("running");
        assertThat(browser.run("String(document.querySelectorAll('.stop').length)")).isEqualTo("1");
        more.countDown();
        browser.await("the reply is whole", "document.querySelector('.theirs.finished code')?.textContent === 'sleep'");
        assertThat(browser.run("document.querySelector('.log').innerText"))
                .containsSubsequence("How late is it?", "I look at the clock.", "time.now",
                        "It is late in Zürich. Time for sleep 🌙", "where", "Zürich")
                .containsOnlyOnce("I look").containsOnlyOnce("It is late");
        assertThat(browser.run("document.querySelector('.theirs.finished td').textContent")).isEqualTo("Zürich");
        // and so it stays for who comes later
        Ui.go(browser, "/chat");
        browser.await("another page is there", "document.querySelector('.begin')");
        browser.run("history.back(); ''");
        browser.await("it is all there",
                "/I look at the clock.[\\s\\S]*time.now[\\s\\S]*It is late/.test(document.querySelector('.log').innerText)");
        browser.await("it was said for whoever listens",
                "document.getElementById('said').textContent.includes('Zürich')");
        browser.run("document.querySelector('.call summary').click(); ''");
        browser.await("the result is there", "document.querySelector('.call').innerText.includes('weekday')");
        browser.run("document.querySelector('.call summary').click(); ''");
        browser.picture(Ui.PICTURES.resolve("ui-chat.png"));
        Ui.isClean(browser);
    }

    @Test
    void keepsNoTokenAndSignsOut() throws Exception {
        assertThat(
                browser.run("JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}, location.href])"))
                .isEqualTo("[\"\",{},{},\"" + gateway.uri("/ui/") + "\"]");
        browser.run(
                "[...document.querySelectorAll('header button')].find(each => each.textContent === 'Sign out').click(); ''");
        browser.await("it asks for a token", "document.querySelector('.signin input')");
        browser.run("document.querySelector('.signin input').value = 'pst_wrong';"
                + " document.querySelector('.signin button').click(); ''");
        browser.await("it tells why not",
                "document.querySelector('.signin .failure')?.innerText.includes('no such token')");
        var signed = client.call("audit.query", JsonObject.of("type", "browser.*")).array("records").orElseThrow();
        assertThat(signed.toString()).contains("browser.signed_in", "browser.signed_out").doesNotContain("pst_");
    }

    @Test
    void stopsATurn() throws Exception {
        var gone = new CountDownLatch(1);
        model.then(exchange -> {
            try (var out = ModelServer.stream(exchange)) {
                ModelServer.text(out, "Once upon a time");
                gone.await();
            }
        });
        Ui.say(browser, "Tell me a very long story");
        browser.await("it tells", "document.querySelector('.streaming')?.innerText.includes('Once upon')");
        browser.type("half a thought");
        Ui.go(browser, "/approvals");
        browser.await("another page is there", "document.querySelector('.page.approvals h1')");
        browser.run("history.back(); ''");
        browser.await("what was written is there still", "document.getElementById('text')?.value === 'half a thought'");
        browser.await("and what is told", "document.querySelector('.streaming')?.innerText.includes('Once upon')");
        Ui.click(browser, "document", ".stop");
        browser.await("it has stopped", "document.querySelector('.turn').dataset.state === 'cancelled'");
        browser.await("what it said is kept", "document.querySelector('.theirs').innerText.includes('Once upon')");
        gone.countDown();
        Ui.isClean(browser);
    }

    @Test
    void twoPeopleSeeOneApprovalAndOneDecides() throws Exception {
        model.calls("files_write", "{\"path\":\"workspace/shared.txt\",\"content\":\"one\\ntwo\\n\"}").says("Written.");
        Ui.say(browser, "Write it down");
        var mine = "document.querySelector('.approval')";
        browser.await("the card stands in the conversation", mine + "?.querySelector('.comes')");
        browser.await("what it is about is in view",
                mine + ".getBoundingClientRect().top >= document.querySelector('.log')"
                        + ".getBoundingClientRect().top");
        browser.await("whoever listens is told",
                "document.getElementById('said').textContent.includes('waits for a word')");
        assertThat(browser.run(mine + ".innerText")).contains("files.write", "medium", "workspace/shared.txt", "+one",
                "risk.medium", "asked by", "expires in");
        browser.picture(Ui.PICTURES.resolve("ui-approval.png"));
        try (var other = program.another()) {
            Ui.enter(other, gateway, token("approvals:*", "sessions:read", "sessions:others", "events:read",
                    "tools:read"));
            Ui.go(other, "/approvals");
            var theirs = Ui.card(browser.run(mine + ".dataset.turn"));
            other.await("the other sees it, too", theirs);
            Ui.click(other, theirs, ".approve");
            other.await("the other's card tells", theirs + ".dataset.state === 'approved' && " + theirs
                    + ".dataset.call === 'finished'");
            Ui.isClean(other);
        }
        browser.await("mine tells", mine + ".dataset.state === 'approved' && " + mine + ".dataset.call === 'finished'");
        assertThat(browser.run("String(" + mine + ".querySelectorAll('.approve, .deny').length)")).isEqualTo("0");
        browser.await("the turn goes on", "document.querySelector('.theirs.finished')?.innerText.includes('Written.')");
        assertThat(home.resolve("workspace/shared.txt")).hasContent("one\ntwo\n");
        assertThat(browser.run("String(document.querySelectorAll('.approval').length)")).isEqualTo("1");
        Ui.isClean(browser);
    }

    @Test
    void whoeverMayOnlyLookIsToldSo() throws Exception {
        model.calls("files_write", "{\"path\":\"workspace/looked.txt\",\"content\":\"x\"}").says("No.");
        var turn = client.call("messages.send", Messages.in("looked", "write")).text("turn").orElseThrow();
        try (var other = program.another()) {
            Ui.enter(other, gateway, token("approvals:read", "sessions:others", "events:read"));
            Ui.go(other, "/approvals");
            other.await("it is shown", Ui.card(turn));
            assertThat(other.run(Ui.card(turn) + ".innerText")).contains("approvals:decide");
            assertThat(other.run("String(" + Ui.card(turn) + ".querySelectorAll('button').length)")).isEqualTo("0");
            Ui.go(other, "/chat");
            other.await("the scope is named", "document.querySelector('main').innerText.includes('sessions:read')");
            Ui.isClean(other);
        }
        client.call("turns.cancel", JsonObject.of("turn", turn));
    }

    @Test
    void lettingGoEndsWhatWasHeld() throws Exception {
        Ui.go(browser, "/approvals");
        for (int attempt = 1;; attempt++) {
            var seconds = String.valueOf(6_100 + attempt);
            model.calls("shell_run", Shell.input("sleep", seconds).toString()).says("Held.");
            var turn = client.call("messages.send", Messages.in("held" + attempt, "sleep")).text("turn").orElseThrow();
            browser.await("the call is shown", Ui.card(turn));
            try {
                hold(turn, seconds);
                break;
            } catch (AssertionError late) {
                // on a busy machine a beat may come too late, and the gateway lets go by itself: that says nothing of the page
                if (attempt == HOLD_ATTEMPTS) {
                    throw late;
                }
                client.call("turns.cancel", JsonObject.of("turn", turn));
                model.reset();
            }
        }
        Ui.isClean(browser);
    }

    private void hold(String turn, String seconds) throws Exception {
        var button = "[data-turn=\"" + turn + "\"].approval .hold";
        browser.press(button);
        Await.until("the program runs", () -> {
            if (browser.run(Ui.card(turn) + ".dataset.call ?? ''").equals("cancelled")) {
                throw new AssertionError("a beat came too late");
            }
            return Shell.sleeps(seconds);
        });
        browser.picture(Ui.PICTURES.resolve("ui-hold.png"));
        browser.letGo(button);
        Await.until("the program is gone", () -> !Shell.sleeps(seconds));
        browser.await("the card tells", Ui.card(turn) + ".dataset.call === 'cancelled'");
        assertThat(browser.run(Ui.card(turn) + ".dataset.hold")).isEqualTo("released");
    }

    @Test
    void missesNothingAndDoublesNothingAcrossARestart() throws Exception {
        model.says("First reply.");
        Ui.say(browser, "First question");
        browser.await("it is answered",
                "document.querySelector('.theirs.finished')?.innerText.includes('First reply.')");
        var session = browser.run("location.hash.split('/')[2]");
        var port = gateway.port();
        // it dies in the midst of an answer
        var hold = new CountDownLatch(1);
        model.then(exchange -> {
            try (var out = ModelServer.stream(exchange)) {
                ModelServer.text(out, "Second half");
                hold.await();
            }
        });
        Ui.say(browser, "Second question");
        browser.await("it is written", "document.querySelector('.streaming')?.innerText.includes('Second half')");
        client.close();
        gateway.kill();
        hold.countDown();
        browser.await("the page tells", "document.querySelector('.state').dataset.state !== 'open'");
        model.says("Second reply.").says("Third reply.").says("Fourth reply.");
        gateway = builder().env("POSTERN_PORT", String.valueOf(port)).start();
        client = gateway.connect();
        Ui.live(browser);
        browser.await("it was asked for again",
                "document.querySelector('.log').innerText.includes('Second reply.')");
        browser.await("nothing is being written", "!document.querySelector('.streaming')");
        assertThat(browser.run("document.querySelector('.log').innerText")).doesNotContain("Second half");

        // the session ends, and something happens before somebody signs in again
        browser.run("fetch('/ui/session', {method: 'DELETE'}).then(answer => String(answer.status))");
        browser.await("the page asks for a token", "document.querySelector('.signin')");
        client.say(JsonObject.builder().put("session", session).put("text", "Third question").build());
        assertThat(browser.run("document.querySelector('.log').innerText")).doesNotContain("Third");
        Ui.signIn(browser, gateway.token());
        browser.await("what was missed has come", "document.querySelector('.log').innerText.includes('Third reply.')");
        Ui.say(browser, "Fourth question");
        browser.await("it goes on", "['Fourth question', 'Fourth reply.'].every(each =>"
                + " document.querySelector('.log').innerText.includes(each))");
        browser.await("nothing is being written", "!document.querySelector('.streaming')");
        var log = browser.run("document.querySelector('.log').innerText");
        for (var each : List.of("First", "Second", "Third", "Fourth")) {
            assertThat(log).containsOnlyOnce(each + " question").containsOnlyOnce(each + " reply.");
        }
        assertThat(browser.run("String(document.querySelectorAll('.turn').length)")).isEqualTo("4");
        assertThat(browser.run("window.violations.join(', ')")).isEmpty();
    }

    @Test
    void hostileTextStaysText() throws Exception {
        var blank = "x".repeat(3_000);
        var said = new JsonString(HOSTILE + blank).toString();
        model.calls("<img src=x onerror=window.pwned=1>", "{\"" + "a".repeat(300) + "\":" + said + "}")
                .calls("files_write", "{\"path\":\"workspace/a.txt\",\"content\":" + said + "}")
                .says(HOSTILE + " [x](javascript:window.pwned=1) ![x](http://127.0.0.1:1/x.png) " + blank);
        var file = Files.writeString(home.resolve("<img src=x onerror=window.pwned=1>.txt"), HOSTILE);
        browser.await("there is where to write", "document.querySelector('.composer')");
        browser.choose("input[type=file]", List.of(file));
        browser.await("the file is there", "document.querySelector('.files li')?.dataset.state === 'there'");
        assertThat(browser.run("document.querySelector('.files').innerText")).contains("<img src=x onerror=");
        Ui.say(browser, HOSTILE + blank);
        browser.await("the card is there", "document.querySelector('.approval')");
        browser.await("the file has its name",
                "document.querySelector('.attached a')?.innerText === '<img src=x onerror=window.pwned=1>.txt'");
        assertThat(browser.run("document.querySelector('.log').innerText"))
                .contains("<img src=x onerror=window.pwned=1>",
                        "\\u202e")
                .doesNotContain("\u202e");
        browser.look(360, 740, false);
        browser.await("nothing is pushed off the page", "document.documentElement.scrollWidth <= 360");
        browser.look(1_000, 660, false);
        Ui.click(browser, "document", ".approval .deny");
        browser.await("the reply is there", "document.querySelector('.theirs.finished')");
        assertThat(browser.run("document.querySelector('.theirs.finished').innerText")).contains("</script>",
                "[x](javascript:window.pwned=1)");
        for (var page : List.of("/approvals", "/chat")) {
            Ui.go(browser, page);
            browser.await("the page is there", "document.querySelector('main h1')");
        }
        assertThat(browser.run("String(window.pwned) + document.querySelectorAll('img, script:not([src])').length"))
                .isEqualTo("undefined0");
        Ui.isClean(browser);
    }

    @Test
    void aForeignPageGetsNothing() throws Exception {
        var before = client.call("audit.query", JsonObject.of("type", "browser.*")).array("records").orElseThrow();
        var foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        foreign.createContext("/", exchange -> {
            try (exchange) {
                var page = "<!DOCTYPE html><title>foreign</title>".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "text/html");
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        });
        foreign.start();
        try {
            // its cookies are those of the gateway's pages: a port makes no other site
            browser.open(URI.create("http://127.0.0.1:" + foreign.getAddress().getPort() + "/"));
            var ours = gateway.uri("").toString();
            assertThat(browser.run("new Promise(done => { const socket = new WebSocket('" + ours.replace("http", "ws")
                    + "/gateway', 'postern.v1'); socket.onopen = () => done('open'); socket.onclose = () => done('refused'); })"))
                    .isEqualTo("refused");
            for (var wanted : List.of("/ui/session', {method: 'DELETE', mode: 'no-cors', credentials: 'include'",
                    "/ui/session', {method: 'POST', credentials: 'include', body: '{}'",
                    "/blobs', {method: 'POST', credentials: 'include', body: 'x'", "/metrics', {credentials: 'include'",
                    "/ui/app.js', {credentials: 'include'")) {
                assertThat(browser.run("fetch('" + ours + wanted + "}).then(answer => 'read ' + answer.status, () =>"
                        + " 'refused')")).as(wanted).isEqualTo("refused");
            }
            assertThat(browser.run("new Promise(done => { const frame = document.createElement('iframe'); frame.src = '"
                    + ours
                    + "/ui/'; frame.onload = () => done(String(frame.contentDocument)); document.body.append(frame); })"))
                    .isEqualTo("null");
        } finally {
            foreign.stop(0);
        }
        browser.open(gateway.uri("/ui/"));
        Ui.live(browser);
        assertThat(client.call("audit.query", JsonObject.of("type", "browser.*")).array("records"))
                .hasValueSatisfying(after -> assertThat(after.values()).hasSameSizeAs(before.values()));
    }

    @Test
    void whateverAModelWritesIsDrawnAtOnce() throws Exception {
        for (var text : List.of("'>'.repeat(60000)", "'`'.repeat(30000) + 'a'.repeat(30000)",
                "'```' + ' '.repeat(59000) + '!'", "'**a'.repeat(20000)", "'[a]('.repeat(15000)",
                "'> '.repeat(9) + 'deep'")) {
            assertThat(Integer.parseInt(browser.run("import('/ui/parts/said.js').then(({Said}) => { const at ="
                    + " performance.now(); Said({text: " + text
                    + "}); return String(Math.round(performance.now() - at));"
                    + " })"))).as(text).isLessThan(1_500);
        }
        model.says("> ".repeat(20_000) + "deep");
        Ui.say(browser, "Quote yourself");
        browser.await("it is there", "document.querySelectorAll('blockquote').length === 8");
        model.says("Hidden: \u200b\udb40\udc41.");
        Ui.say(browser, "Hide something");
        browser.await("it is seen", "[...document.querySelectorAll('.escape')].map(each => each.innerText).join(' ')"
                + " === '\\\\u200b \\\\u{e0041}'");
    }

    @Test
    void showsAPluginsPanelInASandboxAsLongAsItIsThere(@TempDir Path folder) throws Exception {
        PanelPlugin.drop(gateway, folder);
        var link = "document.querySelector('#nav a[href=\"#/panels/stock\"]')";
        browser.await("it stands in the navigation", link);
        assertThat(browser.run(link + ".innerText")).isEqualTo("Stock <b>");
        browser.run("window.lost = 0; new MutationObserver(() => { window.lost += document.querySelector('.state')"
                + ".dataset.state === 'open' ? 0 : 1; }).observe(document.querySelector('.state'), {attributes: true});"
                + " ''");
        Ui.go(browser, "/panels/stock");
        browser.await("it says how high it is", "document.querySelector('iframe.panel')?.style.height === '222px'");
        assertThat(browser.run("String(document.querySelector('iframe').contentDocument)")).isEqualTo("null");
        var tried = PanelPlugin.ask(client).object("tried").orElseThrow();
        assertThat(tried.members().keySet()).containsExactlyInAnyOrder("cookie", "storage", "parent", "top", "fetch",
                "bad");
        assertThat(tried.members().values()).extracting(Object::toString).containsOnly("\"refused\"");
        assertThat(browser.run("String(window.lost)")).as("what it asks costs the page no connection").isEqualTo("0");
        browser.picture(Ui.PICTURES.resolve("ui-panel.png"));
        client.call("plugins.uninstall", JsonObject.of("plugin", "stock"));
        browser.await("it is gone",
                "!" + link + " && document.querySelector('main').innerText.includes('no such panel')");
        assertThat(gateway.get("/ui/panels/stock/index.html").statusCode()).isEqualTo(404);
    }

    @Test
    void isForEverybodyAndAnyScreen() throws Exception {
        var axe = Axe.install();
        assumeTrue(axe.isPresent(), "there is no npm here");
        model.calls("files_write", "{\"path\":\"workspace/axe.txt\",\"content\":\"one\\n\"}").says("Denied.");
        Ui.say(browser, "Write something to `axe.txt`, please");
        browser.await("the card is there", "document.querySelector('.approval')");
        Ui.isForEverybody(browser, axe.get(), "chat");
        browser.picture(Ui.PICTURES.resolve("ui-narrow.png"));
        browser.look(1_000, 660, true);
        Ui.go(browser, "/approvals");
        browser.await("the card is there", "document.querySelector('.page.approvals .approval')");
        browser.picture(Ui.PICTURES.resolve("ui-approvals.png"));
        Ui.isForEverybody(browser, axe.get(), "approvals");
        Ui.click(browser, "document", ".approval .deny");
        browser.await("the card tells", "document.querySelector('.approval').dataset.state === 'denied'");
        browser.await("the keyboard is there", "document.activeElement.dataset.state === 'denied'");

        // from the beginning of the page, wherever the keyboard was
        browser.run(
                "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); ''");
        browser.key("Tab");
        assertThat(browser.run("document.activeElement.className")).isEqualTo("skip");
        browser.key("Enter");
        browser.await("the page has the focus", "document.activeElement.id === 'main'");

        browser.look(1_000, 660, false);
        browser.run(
                "[...document.querySelectorAll('header button')].find(each => each.textContent === 'Sign out').click(); ''");
        browser.await("it asks for a token", "document.querySelector('.signin input')");
        Ui.isForEverybody(browser, axe.get(), "signing in");
    }

    @Test
    void servesItsFilesStrictly() throws Exception {
        var page = gateway.get("/ui/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'").doesNotContain("unsafe");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        var tag = page.headers().firstValue("ETag").orElseThrow();
        assertThat(gateway.send(HttpRequest.newBuilder(gateway.uri("/ui/")).header("If-None-Match", tag).build())
                .statusCode()).isEqualTo(304);
        assertThat(gateway.get("/").headers().firstValue("Location")).contains("/ui/");
        assertThat(gateway.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/ui/lib/preact.js").body()).contains("export{");
        for (var path : List.of("/ui/%2e%2e/META-INF/MANIFEST.MF", "/ui/no.js", "/ui/parts/")) {
            assertThat(gateway.get(path).statusCode()).as(path).isIn(400, 404);
        }
    }

    private String token(String... scopes) throws Exception {
        return client.call("tokens.create", JsonObject.builder().put("name", "somebody")
                .put("scopes", JsonArray.ofStrings(List.of(scopes))).build()).text("token").orElseThrow();
    }
}

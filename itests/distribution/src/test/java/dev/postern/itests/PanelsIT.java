// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Browser;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import dev.postern.itests.plugin.WritesTwo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator's panels in a real browser. Pictures go to {@code target/pictures}, and into the documentation with
 * {@code -Dpostern.pictures=docs/images}, from this folder {@code ../../docs/images}.
 */
class PanelsIT {
    private static final String PANELS = "/system/console/postern";
    static final Path PICTURES = Path.of(System.getProperty("postern.pictures", "target/pictures"));
    /** A page's sockets, to be closed; while {@code away} is set there are none to be had. */
    private static final String BREAKABLE = """
            window.sockets = [];
            window.sent = [];
            window.away = false;
            window.WebSocket = class extends WebSocket {
              constructor(...where) {
                super(...where);
                window.sockets.push(this);
                if (window.away) {
                  this.close();
                }
              }
              send(text) {
                window.sent.push(text);
                super.send(text);
              }
            };""";

    /** What cannot be seen, of each kind. */
    private static final String HIDDEN = "\u0007\u007f\u0085\u009b\u00ad\u034f\u061c\u200b\u200d\u200f\u2028\u2029"
            + "\u202a\u2060\u2066\u2069\u3164\ue000\ufeff\udb40\udc41";

    @TempDir
    static Path home;
    private static Gateway gateway;

    private Browser browser;
    private WireClient client;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Browser.program().isPresent(), "there is no Chromium here");
        gateway = Gateway.start(home);
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
        enter(gateway.token());
    }

    @AfterEach
    void leave() throws Exception {
        if (browser != null) {
            try {
                assertThat(browser.problems()).isEmpty();
            } finally {
                browser.close();
                client.close();
            }
        }
    }

    @Test
    void approvesWhatItShows() throws Exception {
        var turn = send("approve", "/files.write path=workspace/a.txt content=hello");
        var card = waiting(turn);
        browser.await("the difference is coloured", card + ".querySelector('.comes')?.textContent.trim() === '+hello'");
        assertThat(browser.run(card + ".innerText")).contains("files.write", "medium", "\"workspace/a.txt\"",
                "risk.medium", "asked by", "expires in");
        assertThat(home.resolve("workspace/a.txt")).doesNotExist();
        browser.picture(PICTURES.resolve("console-approval.png"));
        click(card, ".actions > .approve");
        client.awaitTurn(turn, "finished");
        assertThat(home.resolve("workspace/a.txt")).hasContent("hello");
        browser.await("the card tells", card + ".dataset.state === 'approved' && " + card
                + ".dataset.call === 'finished'");
        assertThat(browser.run("String(" + card + ".querySelector('.approve').disabled)")).isEqualTo("true");
    }

    @Test
    void deniesWithAReason() throws Exception {
        var turn = send("deny", "/files.write path=workspace/denied.txt content=x");
        var card = waiting(turn);
        browser.run(card + ".querySelector('[aria-label=Reason]').value = 'not today'; ''");
        click(card, ".deny");
        browser.await("the card tells", card + ".querySelector('.outcome').innerText.includes('not today')");
        client.awaitTurn(turn, "finished", "failed");
        assertThat(home.resolve("workspace/denied.txt")).doesNotExist();
        var decided = client.call("approvals.get", JsonObject.of("approval", browser.run(card + ".dataset.approval")))
                .object("approval").orElseThrow();
        assertThat(decided.text("state")).contains("denied");
        assertThat(decided.object("decision").orElseThrow().text("reason")).contains("not today");
    }

    @Test
    void grantsForAWhileAndRevokes() throws Exception {
        var turn = send("grant", "/files.write path=workspace/granted.txt content=x");
        var card = waiting(turn);
        browser.run(card + ".querySelector('.standing input').checked = true; ''");
        click(card, ".standing .approve");
        client.awaitTurn(turn, "finished");
        var again = send("grant", "/files.write path=workspace/granted.txt content=y");
        client.awaitTurn(again, "finished");
        assertThat(home.resolve("workspace/granted.txt")).hasContent("y");

        panel("policy");
        browser.await("the grant is listed", "document.querySelector('[data-grant] button')");
        browser.await("decisions name their rules",
                "[...document.querySelectorAll('tr[data-call]')].some(row => row.innerText.includes('risk.medium'))");
        browser.picture(PICTURES.resolve("console-policy.png"));
        browser.run("document.querySelector('tr[data-call] button').click(); ''");
        browser.await("it is explained", "document.querySelector('[data-explains]')?.innerText.includes('\"tool\"')");
        browser.run("document.querySelector('[data-grant] button').click(); ''");
        browser.await("the grant is gone", "!document.querySelector('[data-grant]')");
        assertThat(client.call("policy.grants", JsonObject.EMPTY).array("grants").orElseThrow().values()).isEmpty();
        var asked = send("grant", "/files.write path=workspace/granted.txt content=z");
        client.awaitTurn(asked, "waiting_approval");
        client.call("turns.cancel", JsonObject.of("turn", asked));
    }

    @Test
    void decidesTheCallsOfOneStepTogether(@TempDir Path folder) throws Exception {
        var plugin = HandmadeBundle.plugin("several").component(WritesTwo.class, """

                <property name="postern.planner.name" value="several"/>
                <service><provide interface="dev.postern.api.planner.Planner"/></service>""")
                .header("Import-Package", "dev.postern.api.planner,dev.postern.api.json");
        Plugins.drop(gateway, plugin.write(folder.resolve("several.jar")), "several.jar");
        Await.until("the planner is there", () -> Plugins.list(client).contains("\"several\""));
        var session = session(send("several", "/time.now"));
        client.call("sessions.update", JsonObject.builder().put("session", session)
                .put("revision", client.call("sessions.get", JsonObject.of("session", session)).object("session")
                        .orElseThrow().integer("revision").orElseThrow())
                .put("settings", JsonObject.of("planner", "several")).build());
        var turn = send("several", "both");
        waiting(turn);
        var step = card(turn) + ".closest('.step')";
        browser.await("both are there", step + ".querySelectorAll('.card').length === 2");
        var approve = step + ".querySelector('.together .approve')";
        lookAtEach(step, approve);

        // with other rules both are asked for again, and somebody presses just when they come
        // presses that the disabled button would not stop: it is their time that is tried
        browser.run("""
                const step = %s, all = %s, count = state => step.querySelectorAll(`[data-state=${state}]`).length;
                window.presses = 0;
                let since = 0;
                const timer = setInterval(() => {
                  if (since || count('superseded') === 2 && count('pending') === 2) {
                    since ||= performance.now();
                    window.over = performance.now() - since > 500;
                    if (window.over) return clearInterval(timer);
                    window.presses++;
                    all.disabled = false;
                    all.click();
                  }
                }, 5);
                ''""".formatted(step, approve));
        client.call("policy.put", JsonObject.builder().put("document", JsonObject.EMPTY).build());
        browser.await("both are asked for again, and it was pressed for a while", "window.over && window.presses > 0");
        assertThat(browser.run("String(" + step + ".querySelectorAll('[data-state=pending]').length)"))
                .as("what nobody has seen was not decided").isEqualTo("2");
        assertThat(browser.run(step + ".querySelector('.together').innerText")).contains("not looked at yet");
        lookAtEach(step, approve);
        browser.run(approve + ".click(); ''");
        browser.await("both are approved", step + ".querySelectorAll('[data-state=approved]').length === 2");
        client.awaitTurn(turn, "finished");
        assertThat(home.resolve("workspace/one.txt")).hasContent("one");
        assertThat(home.resolve("workspace/two.txt")).hasContent("two");
    }

    @Test
    void findsAPluginInAMarketplaceShowsWhatItWouldDoAndInstallsIt(@TempDir Path folder) throws Exception {
        var market = Market.begin(gateway, folder);
        market.publish(Market.plain("acme.search").header("Provide-Capability", "dev.postern.plugin;"
                + "dev.postern.plugin=acme.search;title=\"Search\";hosts:List<String>=\"api.example.org\""), "search",
                "--description", "Finds <b>things</b>.", "--icon", market.icon());
        market.publish(Market.plain("acme.notes").header("Bundle-Version", "0.3.0"), "notes", "--maturity", "beta",
                "--description", "Keeps notes of what was said.");
        market.ok("marketplace", "add", "mirror", "https://127.0.0.1:1/", "--key", market.key("acme") + ".crt");
        market.name(client, market.folder().toUri().toString(), "--vouches");

        panel("marketplace");
        browser.await("the card is there", "document.querySelector('.offer[data-plugin=\"acme.search\"] img.icon')");
        browser.await("its picture is drawn", "document.querySelector('.offer img.icon').naturalWidth === 1");
        assertThat(browser.run("document.querySelector('main').innerText")).contains("mirror is unreachable",
                "Finds <b>things</b>.", "acme.search 1.0.0 by Acme",
                "acme.notes", "beta");
        browser.picture(PICTURES.resolve("console-marketplace.png"));
        browser.run("document.querySelector('.offer[data-plugin=\"acme.search\"] a').click(); ''");
        browser.await("its page is there", "document.querySelector('[data-shown=\"acme.search\"] .approve')");
        click("document.querySelector('[data-shown]')", ".actions > .approve");
        browser.await("what would be done is shown", "document.querySelector('[data-plan] [data-confirm]')");
        assertThat(browser.run("document.querySelector('[data-plan]').innerText")).contains("host api.example.org");
        assertThat(Plugins.list(client)).doesNotContain("acme.search");
        browser.picture(PICTURES.resolve("console-marketplace-plan.png"));
        click("document.querySelector('[data-plan]')", "[data-confirm]");
        browser.await("it is installed", "document.querySelector('[data-done=\"acme.search\"]')");
        assertThat(Plugins.list(client)).contains("\"acme.search\"");
        browser.run("[...document.querySelectorAll('button')].find(b => b.innerText === 'Pin').click(); ''");
        browser.await("it is pinned", "document.querySelector('[data-value=pinned]')");
        client.call("plugins.uninstall", JsonObject.of("plugin", "acme.search"));
        market.ok("marketplace", "remove", "acme");
        market.ok("marketplace", "remove", "mirror");
    }

    @Test
    void showsAPluginsPanelInASandboxAsLongAsItIsThere(@TempDir Path folder) throws Exception {
        panel("panels");
        browser.await("there is none", "document.querySelector('main').innerText.includes('No plugin has a panel')");
        PanelPlugin.drop(gateway, folder);
        var link = "document.querySelector('main nav a[href=\"#panels/stock\"]')";
        browser.await("it comes by itself", link);
        assertThat(browser.run(link + ".innerText")).isEqualTo("Stock <b>");
        browser.run("window.lost = 0; new MutationObserver(() => { window.lost += document.getElementById('state')"
                + ".dataset.state === 'live' ? 0 : 1; }).observe(document.getElementById('state'), {attributes: true});"
                + " ''");
        browser.run(link + ".click(); ''");
        browser.await("it says how high it is", "document.querySelector('iframe.panel')?.style.height === '222px'");
        assertThat(browser.run("document.querySelector('iframe').getAttribute('sandbox')")).isEqualTo("allow-scripts");
        assertThat(browser.run("String(document.querySelector('iframe').contentDocument)")).isEqualTo("null");
        var tried = PanelPlugin.ask(client).object("tried").orElseThrow();
        assertThat(tried.members().keySet()).containsExactlyInAnyOrder("cookie", "storage", "parent", "top", "fetch",
                "bad");
        assertThat(tried.members().values()).extracting(Object::toString).containsOnly("\"refused\"");
        assertThat(browser.run("String(window.lost)")).as("what it asks costs the page no connection").isEqualTo("0");
        browser.picture(PICTURES.resolve("console-plugin-panel.png"));

        // another page of ours in between, and back
        panel("policy");
        browser.await("the frame is gone", "!document.querySelector('iframe')");
        panel("panels/stock");
        browser.await("it is there again", "document.querySelector('iframe.panel')?.style.height === '222px'");
        client.call("plugins.uninstall", JsonObject.of("plugin", "stock"));
        browser.await("it goes with its plugin",
                "!" + link + " && document.querySelector('main').innerText.includes('no such panel')");
    }

    @Test
    void hostileTextIsShownAndNotObeyed() throws Exception {
        var text = "<img src=x onerror=alert(1)> p\u0430ypal \u202egnp.exe \u001b[2J \\u202e " + HIDDEN;
        var refused = client.refusal("tools.invoke", JsonObject.builder().put("tool", "files.write")
                .put("input", JsonObject.builder().put("path", "workspace/h.txt").put("content", text).build())
                .build());
        assertThat(refused).isEqualTo("approval_required");
        var card = "[...document.querySelectorAll('.card')].find(card => card.textContent.includes('workspace/h.txt'))";
        browser.await("the call is shown", card);
        assertThat(browser.run(card + ".textContent"))
                .contains("<img src=x onerror=alert(1)>", "\\u202e", "\\u001b", "[!Latin+Cyrillic]")
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n\t]]");
        assertThat(browser.run("String(document.querySelectorAll('main img').length)")).isEqualTo("0");
        browser.run(card + ".scrollIntoView({block: 'end'}); ''");
        browser.picture(PICTURES.resolve("console-hostile.png"));

        // one who decides on the command line sees the same
        var id = browser.run(card + ".dataset.approval");
        var content = browser.run("[..." + card + ".querySelectorAll('.arguments div')]"
                + ".find(each => each.querySelector('dt').innerText === 'content').querySelector('dd').textContent");
        assertThat(gateway.command("approvals", "show", id).out()).contains("  content  " + content);
        browser.run(card + ".querySelector('.deny').click(); ''");
        browser.await("it is denied", card + ".dataset.state === 'denied'");
    }

    @Test
    void findsAuditRecordsAndVerifiesTheChain() throws Exception {
        client.awaitTurn(send("audited", "/time.now"), "finished");
        panel("audit");
        browser.await("records are there", "document.querySelectorAll('tr[data-seq]').length > 3");
        browser.run("""
                document.querySelector('[name=tool]').value = 'time.now';
                document.querySelector('[name=type]').value = 'tool.*';
                document.querySelector('form').requestSubmit(); ''""");
        browser.await("only what was asked for is there", """
                (rows => rows.length > 1 && rows.every(row => /tool\\.(started|finished|requested)/.test(row.innerText)
                  && row.innerText.includes('time.now')))([...document.querySelectorAll('tr[data-seq]')])""");
        browser.run("[...document.querySelectorAll('button')].find(b => b.innerText === 'Verify').click(); ''");
        browser.await("the chain is whole",
                "document.querySelector('[data-valid=true]')?.innerText.includes('records')");
        browser.picture(PICTURES.resolve("console-audit.png"));
        browser.run("document.querySelector('[name=outcome]').value = 'denied';"
                + "document.querySelector('form').requestSubmit(); ''");
        browser.await("nothing is found", "document.body.innerText.includes('No such record')");
    }

    @Test
    void showsWhatHappenedInATurn() throws Exception {
        var turn = send("told", "/time.now");
        client.awaitTurn(turn, "finished");
        panel("sessions/" + session(turn));
        browser.await("the turn is listed", "document.querySelector('[data-turn=\"" + turn + "\"] a')");
        browser.run("document.querySelector('[data-turn=\"" + turn + "\"] a').click(); ''");
        browser.await("the timeline is there", "document.querySelector('[data-type=\"turn.finished\"]')");
        assertThat(browser.run("[...document.querySelectorAll('.timeline li')].map(li => li.dataset.type).join(' ')"))
                .containsSubsequence("turn.accepted", "policy.decided", "tool.started", "tool.finished",
                        "turn.finished");
        assertThat(browser.run("document.querySelector('[data-type=\"policy.decided\"]').innerText"))
                .contains("allow", "risk.low");
        browser.picture(PICTURES.resolve("console-timeline.png"));
    }

    /** As somebody does who reads one after the other: what was not on the screen for a while is not decided with the others. */
    private void lookAtEach(String step, String approve) throws Exception {
        browser.run("""
                {
                  const step = %s, all = %s;
                  let next = 0;
                  const timer = setInterval(() => {
                    const open = step.querySelectorAll('[data-state=pending]');
                    if (!all.disabled) return clearInterval(timer);
                    open[next++ %% open.length]?.scrollIntoView({block: 'center'});
                  }, 1200);
                }
                ''""".formatted(step, approve));
        browser.await("each was looked at", "!" + approve + ".disabled");
    }

    @Test
    void resumesWhereTheConnectionBroke() throws Exception {
        try (var other = Browser.start()) {
            other.beforePages(BREAKABLE);
            enter(other, gateway.token());
            other.run("away = true; sockets.at(-1).close(); ''");
            other.await("the page tells", "document.getElementById('state').dataset.state === 'lost'");
            var turn = send("resume", "/files.write path=workspace/resume.txt content=x");
            client.awaitTurn(turn, "waiting_approval");
            other.run("away = false; ''");
            other.await("it is live again", "document.getElementById('state').dataset.state === 'live'");
            other.await("what was missed is shown", card(turn));
            assertThat(other.run("sent.filter(text => text.includes('\"connect\"')).at(-1)")).contains("\"resume\"",
                    "\"cursor\"");
            other.run(card(turn) + ".querySelector('.actions > .deny').click(); ''");
            other.await("news come again", card(turn) + ".dataset.state === 'denied'");
        }
    }

    @Test
    void whoMayOnlyLookCannotDecide() throws Exception {
        var turn = send("look", "/files.write path=workspace/look.txt content=x");
        client.awaitTurn(turn, "waiting_approval");
        var token = client.call("tokens.create", JsonObject.builder().put("name", "looks")
                .put("scopes", JsonArray.ofStrings(List.of("console:use", "approvals:read", "sessions:others",
                        "events:read")))
                .build()).text("token").orElseThrow();
        try (var other = Browser.start()) {
            enter(other, token);
            other.await("it is shown", card(turn));
            assertThat(other.run(card(turn) + ".innerText")).contains("takes the scope approvals:decide");
            assertThat(other.run("String(" + card(turn) + ".querySelectorAll('button').length)")).isEqualTo("0");
            other.run("location.hash = 'audit'; ''");
            other.await("the scope is named", "document.querySelector('main').innerText.includes('audit:read')");
            other.run("location.hash = 'panels'; ''");
            other.await("the scope is named", "document.querySelector('main').innerText.includes('panels:use')");
        }
        client.call("turns.cancel", JsonObject.of("turn", turn));
        browser.await("the call is not there any more", "!" + card(turn) + " || " + card(turn)
                + ".dataset.state === 'superseded'");
    }

    @Test
    void fitsANarrowScreenInTheDark() throws Exception {
        var turn = send("narrow", "/files.write path=workspace/narrow.txt content=" + "x".repeat(200));
        waiting(turn);
        browser.look(360, 740, true);
        for (var panel : List.of("approvals", "calls", "policy", "audit", "sessions", "marketplace",
                "panels", "sessions/" + session(turn))) {
            panel(panel);
            browser.await("the panel is there", "document.querySelector('main h2, main dl')");
            browser.await(panel + " is no wider than the screen", "document.documentElement.scrollWidth <= 360");
        }
        panel("approvals");
        browser.await("it is dark", "getComputedStyle(document.body).backgroundColor === 'rgb(18, 22, 28)'");
        browser.picture(PICTURES.resolve("console-narrow.png"));
        client.call("turns.cancel", JsonObject.of("turn", turn));
    }

    private void enter(String token) throws Exception {
        enter(browser, token);
        browser.watch();
    }

    private static void enter(Browser browser, String token) throws Exception {
        enter(browser, gateway, token);
    }

    /** Signs in as the operator, and waits for the panels. */
    static void enter(Browser browser, Gateway gateway) throws Exception {
        enter(browser, gateway, gateway.token());
    }

    private static void enter(Browser browser, Gateway gateway, String token) throws Exception {
        browser.open(gateway.uri(PANELS));
        assertThat(browser.follow("document.getElementById('token').value = '" + token
                + "'; document.querySelector('button').click()")).isEqualTo(PANELS);
        browser.await("the page is live", "document.getElementById('state').dataset.state === 'live'");
    }

    private void panel(String hash) throws Exception {
        browser.run("location.hash = '" + hash + "'; ''");
    }

    private String send(String thread, String text) throws Exception {
        return client.call("messages.send", Messages.in(thread, text)).text("turn").orElseThrow();
    }

    private String session(String turn) throws Exception {
        return client.call("turns.get", JsonObject.of("turn", turn)).object("turn").orElseThrow().text("session")
                .orElseThrow();
    }

    /** Waits for the card of the turn's call, which comes by itself; gives the expression for it. */
    private String waiting(String turn) throws Exception {
        browser.await("the call is shown", card(turn));
        browser.run(card(turn) + ".scrollIntoView({block: 'end'}); ''");
        return card(turn);
    }

    /** The expression for the card of a turn's call. */
    static String card(String turn) {
        return "document.querySelector('[data-turn=\"" + turn + "\"]')";
    }

    private void click(String card, String selector) throws Exception {
        browser.run(card + ".querySelector('" + selector + "').click(); ''");
    }
}

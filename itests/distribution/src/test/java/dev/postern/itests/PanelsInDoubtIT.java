// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Browser;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator says on the panels what became of a call that was cut off. */
class PanelsInDoubtIT {
    @Test
    void resolvesACallInDoubtAndTheTurnGoesOn(@TempDir Path home) throws Exception {
        assumeTrue(Browser.program().isPresent(), "there is no Chromium here");
        var turn = cutOff(home);
        try (var gateway = Gateway.start(home);
                var client = gateway.connect();
                var browser = Browser.start()) {
            client.awaitTurn(turn, "in_doubt");
            PanelsIT.enter(browser, gateway);
            browser.watch();
            browser.run("location.hash = 'calls'; ''");
            browser.await("it is listed", "document.querySelector('tr[data-state=in_doubt] .resolve')");
            browser.run("document.querySelector('.resolve').click(); ''");
            browser.run("document.querySelector('[aria-label=Note]').value = 'the line is there';"
                    + "document.querySelector('[data-outcome=done]').click(); ''");
            client.awaitTurn(turn, "finished");
            browser.await("it is not listed any more", "!document.querySelector('tr[data-state=in_doubt]')");
            assertThat(Files.readAllLines(home.resolve("workspace/slow.txt"))).hasSize(1);
            assertThat(browser.problems()).isEmpty();
        }
    }

    /** Kills a gateway while the tool runs, after its effect; gives the turn. */
    private static String cutOff(Path home) throws Exception {
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
            var turn = client.call("messages.send", Messages.in("doubt", "/effects.slow")).text("turn").orElseThrow();
            Await.until("the effect is there", () -> Files.exists(home.resolve("workspace/slow.txt")));
            gateway.kill();
            return turn;
        }
    }
}

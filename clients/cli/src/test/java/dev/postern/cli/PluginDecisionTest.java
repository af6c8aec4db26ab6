// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code plugins approve} and {@code plugins deny}, and what is shown of trust. */
class PluginDecisionTest {
    private static final String SHA256 = "ab".repeat(32);

    private FakeGateway gateway;
    private Shell shell;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway();
        shell = Shell.at(gateway);
        gateway.on("plugins.list", "{\"plugins\":[],\"held\":[{\"plugin\":\"hello\",\"version\":\"2.0.0\",\"sha256\":\""
                + SHA256 + "\",\"signer\":\"acme\",\"more\":[\"host api.example.org\"],\"installed\":\"1.0.0\"}],"
                + "\"refused\":[]}");
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void showsWhatIsAskedForAndDecidesOnJustThat() throws Exception {
        gateway.on("plugins.decide", "{\"plugin\":\"hello\",\"version\":\"2.0.0\"}");
        var approved = shell.run("plugins", "approve", "hello");
        assertThat(approved.err())
                .contains("hello 2.0.0, signed by acme, asks for more than 1.0.0: host api.example.org");
        assertThat(approved.out()).contains("2.0.0 serves");
        assertThat(gateway.params("plugins.decide")).hasToString(
                "{\"plugin\":\"hello\",\"sha256\":\"" + SHA256 + "\",\"decision\":\"approve\"}");

        gateway.on("plugins.decide", "{\"plugin\":\"hello\",\"version\":\"1.0.0\"}");
        assertThat(shell.run("plugins", "deny", "hello", "--sha256", SHA256).out()).contains("1.0.0 serves");
        assertThat(gateway.params("plugins.decide").text("decision")).contains("deny");
    }

    @Test
    void decidesOnNothingElse() throws Exception {
        assertThat(shell.run("plugins", "approve", "other").err()).contains("no update of other waits");
        assertThat(shell.run("plugins", "approve", "hello", "--sha256", "cd".repeat(32)).err())
                .contains("conflict", SHA256);
        assertThat(shell.run("plugins", "list").err()).contains("Held: hello 2.0.0, signed by acme");
    }
}

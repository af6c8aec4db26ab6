package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line, through the launcher, on a running gateway. */
@ExtendWith(SharedGateway.class)
class CommandLineIT {
    @ParameterizedTest
    @ValueSource(strings = {"status", "sessions", "tools", "plugins", "token list"})
    void everyCommandSpeaksJson(String line, Gateway gateway) throws Exception {
        var done = gateway.command((line + " --json").split(" "));
        assertThat(done.err()).isEmpty();
        assertThat(done.exit()).isZero();
        new StrictJson().parse(done.out().strip());
    }

    @Test
    void sendWaitsForTheReply(Gateway gateway) throws Exception {
        var done = gateway.command("send", "/time.now zone=Europe/Zurich");
        assertThat(done.exit()).isZero();
        assertThat(done.out()).contains("Europe/Zurich");
    }

    @Test
    void failuresAreExplainedAndBadUsageIsTwo(Gateway gateway) throws Exception {
        var missing = gateway.command("turns", "get", "t_none");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no turn t_none");
        assertThat(gateway.command("tools", "--no-such-option").exit()).isEqualTo(2);
        assertThat(gateway.command("no-such-command").exit()).isEqualTo(2);
    }

    @Test
    void helpNeedsNoGateway(Gateway gateway) throws Exception {
        var help = gateway.command();
        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("./postern run", "./postern send");
        assertThat(gateway.command("completion", "bash").out()).contains("complete");
    }
}

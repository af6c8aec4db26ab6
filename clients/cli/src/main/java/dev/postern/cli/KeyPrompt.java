// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Asks for a key: at the terminal without showing it, else on standard input. */
final class KeyPrompt {
    private KeyPrompt() {}

    static EndpointKey ask(String url) throws Failure, UsageException, IOException {
        var console = System.console();
        if (console != null && console.isTerminal()) {
            var typed = console.readPassword("Key of %s (is not shown): ", Shown.line(url));
            if (typed == null) {
                throw new Failure("cancelled", "no key was given");
            }
            return EndpointKey.of(new String(typed));
        }
        if (isTyped()) {
            throw new UsageException("--key asks at the terminal, and standard output is none, so that the key would be"
                    + " shown; give it on standard input: --key < FILE");
        }
        return EndpointKey.of(new String(System.in.readNBytes(2 * EndpointKey.MOST), StandardCharsets.UTF_8));
    }

    /** Whether standard input is a terminal; Java tells only of both, input and output. */
    private static boolean isTyped() {
        try {
            return new ProcessBuilder("tty", "-s").redirectInput(ProcessBuilder.Redirect.INHERIT).start()
                    .waitFor() == 0;
        } catch (IOException e) {
            // where not even this program is, as in the smallest containers, nobody types
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}

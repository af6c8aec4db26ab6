// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.WireClient;

/** A marketplace's folder, made by the command line as its publisher makes it. */
record Market(Gateway gateway, Path files) {
    /** One that has nothing yet, with its key. */
    static Market begin(Gateway gateway, Path files) throws Exception {
        var market = new Market(gateway, files);
        market.key("acme");
        Files.createDirectories(market.folder());
        return market;
    }

    Path folder() {
        return files.resolve("market");
    }

    /** A key of that name, made when it is not there. */
    String key(String name) throws Exception {
        var key = files.resolve(name + ".key");
        if (Files.notExists(key)) {
            ok("plugins", "keygen", key.toString(), "--name", "Acme");
        }
        return key.toString();
    }

    /** Signs and publishes it. */
    void publish(HandmadeBundle bundle, String name, String... details) throws Exception {
        var jar = bundle.write(files.resolve(name + ".jar"));
        ok("plugins", "sign", jar.toString(), "--key", key("acme"));
        var command = new ArrayList<>(
                List.of("marketplace", "publish", jar.toString(), "--to", folder().toString(), "--key",
                        key("acme"), "--name", "acme", "--licence", "Apache-2.0"));
        command.addAll(List.of(details));
        ok(command.toArray(String[]::new));
    }

    /** A plugin of that id with nothing in it but a file: nothing is signed where there is nothing. */
    static HandmadeBundle plain(String id) {
        return HandmadeBundle.plugin(id).entry("notes.txt", new byte[1]);
    }

    /** Green, and one by one. */
    String icon() throws Exception {
        return Files
                .write(files.resolve("icon.png"), Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAf"
                        + "FcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="))
                .toString();
    }

    /** Lets the gateway look at it there, and waits until it has. */
    void name(WireClient client, String address, String... more) throws Exception {
        var command = new ArrayList<>(List.of("marketplace", "add", "acme", address, "--key", key("acme") + ".crt"));
        command.addAll(List.of(more));
        ok(command.toArray(String[]::new));
        // the methods go for a moment while it takes its configuration up
        Await.until("the gateway knows it", () -> client
                .request("marketplace.refresh", JsonObject.EMPTY, JsonObject.EMPTY).toString()
                .contains("\"state\":\"ok\""));
    }

    /** Runs a command that must succeed. */
    String ok(String... command) throws Exception {
        var done = gateway.command(command);
        assertThat(done.exit()).as(String.join(" ", command) + ": " + done.err()).isZero();
        return done.out();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.postern.api.json.JsonObject;
import dev.postern.core.hash.Sha256;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A marketplace whose server takes every request and answers none holds up neither a start nor other changes. */
class SilentMarketplaceIT {
    @TempDir
    Path home;
    @TempDir
    Path files;
    /** One for each request that waits. */
    private final Semaphore waiting = new Semaphore(0);
    private volatile CountDownLatch answers = new CountDownLatch(0);
    private HttpServer web;

    @BeforeEach
    void serve() throws Exception {
        Files.createDirectories(files.resolve("market"));
        HttpHandler handler = SimpleFileServer.createFileHandler(files.resolve("market").toRealPath());
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        web.createContext("/", exchange -> answer(exchange, handler));
        web.start();
    }

    private void answer(HttpExchange exchange, HttpHandler handler) throws IOException {
        try {
            waiting.release();
            answers.await();
        } catch (InterruptedException ended) {
            throw new IOException(ended);
        }
        handler.handle(exchange);
    }

    @AfterEach
    void stop() {
        answers.countDown();
        web.stop(0);
    }

    @Test
    void othersGoOn() throws Exception {
        Files.createDirectories(home.resolve("import"));
        for (var name : new String[]{"plain", "late"}) {
            Market.plain(name).write(home.resolve("import").resolve(name + ".jar"));
        }
        try (var gateway = Gateway.start(home)) {
            var market = Market.begin(gateway, files);
            market.publish(Market.plain("base"), "base");
            market.ok("plugins", "publishers", "add", "acme", market.key("acme") + ".crt");
            try (var client = gateway.connect(); var other = gateway.connect()) {
                market.name(client, "http://127.0.0.1:" + web.getAddress().getPort() + "/");
                whileADocumentWaits(client, other);
            }
            Files.writeString(home.resolve("plugins.json"), document().toString());
            fallSilent();
            assertThat(gateway.terminate()).isZero();
        }
        try (var gateway = Gateway.start(home); var client = gateway.connect()) {
            whileAStartWaits(client);
        }
    }

    private void whileADocumentWaits(WireClient client, WireClient other) throws Exception {
        fallSilent();
        var applied = client.start("plugins.apply", JsonObject.builder()
                .put("document", document()).build());
        waiting.acquire();
        install(other, "plain");
        assertThat(applied).isNotDone();
        answers.countDown();
        assertThat(WireClient.result(applied.get(Await.LONG.toSeconds(), TimeUnit.SECONDS)).toString())
                .contains("\"plugin\":\"base\",\"action\":\"install\"").doesNotContain("refused");
        other.call("plugins.uninstall", JsonObject.of("plugin", "base"));
    }

    private void whileAStartWaits(WireClient client) throws Exception {
        waiting.acquire();
        install(client, "late");
        assertThat(Plugins.list(client)).contains("\"plain\"", "\"late\"").doesNotContain("\"base\"");
        assertThat(client.call("gateway.health", JsonObject.EMPTY).toString())
                .contains("marketplaces are asked for what plugins.json wants: base 1.0.0");
        answers.countDown();
        Await.until("what plugins.json asks for is there", () -> Plugins.list(client).contains("\"base\""));
        assertThat(Files.readString(home.resolve("plugins.json"))).contains("\"late\"", "\"base\"");
    }

    private void fallSilent() {
        waiting.drainPermits();
        answers = new CountDownLatch(1);
    }

    private static void install(WireClient client, String name) throws Exception {
        assertThat(client.call("plugins.install", JsonObject.builder()
                .put("source", JsonObject.of("path", name + ".jar")).build()).text("plugin")).contains(name);
    }

    private JsonObject document() throws Exception {
        return JsonObject.builder().put("format", 1)
                .put("plugins", JsonObject.builder().put("base", JsonObject.builder()
                        .put("version", "1.0.0").put("sha256", Sha256.hex(files.resolve("base.jar")))
                        .put("source", JsonObject.of("name", "base")).build()).build())
                .build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.Https.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that answer with an address of the world when asked first, and with one of this machine when asked again. */
class RebindingTest {
    private final AtomicInteger reachedPrivate = new AtomicInteger();
    private final ScriptedNetwork network = new ScriptedNetwork();
    private HttpServer world;
    private HttpServer inside;

    @BeforeEach
    void serve() throws Exception {
        world = server();
        world.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        world.createContext("/to", exchange -> {
            exchange.getResponseHeaders().add("Location",
                    URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        inside = server();
        inside.createContext("/", exchange -> {
            reachedPrivate.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        network.leads(ScriptedNetwork.WORLD, world.getAddress().getPort());
    }

    private static HttpServer server() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }

    @AfterEach
    void stop() {
        world.stop(0);
        inside.stop(0);
    }

    @Test
    void theConnectionGoesToTheAddressThatWasChecked() throws Exception {
        network.answers("rebinds.example", ScriptedNetwork.WORLD).answers("rebinds.example", "127.0.0.1");
        var answer = http().send(get("http://rebinds.example:" + privatePort() + "/"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(network.asked).containsExactly("rebinds.example");
        assertThat(network.connected).containsExactly(ScriptedNetwork.WORLD);
        assertThat(reachedPrivate).hasValue(0);
    }

    @Test
    void theNextRequestIsCheckedAgain() throws Exception {
        network.answers("rebinds.example", ScriptedNetwork.WORLD).answers("rebinds.example", "127.0.0.1");
        var http = http();
        http.send(get("http://rebinds.example:" + privatePort() + "/"));
        refused(http, "http://rebinds.example:" + privatePort() + "/", "private network");
        assertThat(reachedPrivate).hasValue(0);
    }

    @Test
    void aRedirectToTheSameNameIsCheckedAgain() {
        network.answers("rebinds.example", ScriptedNetwork.WORLD).answers("rebinds.example", "127.0.0.1");
        refused(http(), redirect("rebinds.example:" + privatePort(), "/again"), "private network");
        assertThat(network.asked).containsExactly("rebinds.example", "rebinds.example");
        assertThat(network.connected).containsExactly(ScriptedNetwork.WORLD);
        assertThat(reachedPrivate).hasValue(0);
    }

    @Test
    void anAddressOfTheWorldBesideAPrivateOneIsNotTried() {
        network.answers("both.example", ScriptedNetwork.WORLD, "127.0.0.1");
        refused(http(), "http://both.example:" + privatePort() + "/", "private network");
        assertThat(network.connected).isEmpty();
    }

    @Test
    void theNextAddressIsTriedWhenTheFirstDoesNotAnswer() throws Exception {
        network.answers("two.example", ScriptedNetwork.ELSEWHERE, ScriptedNetwork.WORLD);
        assertThat(http().send(get("http://two.example/")).status()).isEqualTo(200);
        assertThat(network.connected).containsExactly(ScriptedNetwork.ELSEWHERE, ScriptedNetwork.WORLD);
    }

    /** In whichever form the redirect writes this machine. */
    @ParameterizedTest
    @ValueSource(strings = {
        "http://127.0.0.1:PORT/", "http://localhost:PORT/", "http://localhost.:PORT/", "http://[::1]:PORT/",
        "http://[::ffff:127.0.0.1]:PORT/", "http://0.0.0.0:PORT/", "http://2130706433:PORT/", "http://0177.0.0.1:PORT/",
        "http://0x7f.1:PORT/", "http://127.1:PORT/", "http://user@127.0.0.1:PORT/", "//127.0.0.1:PORT/",
        "http://inside.example:PORT/", "file:///etc/passwd", "ftp://world.example/", "jar:file:/x!/y",
        "http://169.254.169.254/latest/meta-data/"
    })
    void redirectsLeadNowhereThatARequestMayNotGo(String location) {
        network.answers("world.example", ScriptedNetwork.WORLD).answers("inside.example", "127.0.0.1");
        assertThatThrownBy(
                () -> http().send(get(redirect("world.example", location.replace("PORT", privatePort() + "")))))
                .isInstanceOfSatisfying(ToolException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("forbidden"));
        assertThat(network.connected).containsExactly(ScriptedNetwork.WORLD);
        assertThat(reachedPrivate).hasValue(0);
    }

    @Test
    void redirectsKeepToThePortsThatAreNamed() {
        network.answers("world.example", ScriptedNetwork.WORLD);
        var http = new AllowedHttp(network, Https.rules(List.of("*"), List.of("test=world.example"), List.of()), false);
        refused(http, redirect("world.example", "http://world.example:8080/"), "may not reach world.example:8080");
        refused(http, redirect("world.example", "http://other.example/"), "may not reach other.example");
    }

    @ParameterizedTest
    @CsvSource({"/a/b, ?x=1, /a/b?x=1", "/a/b, c, /a/c", "/a/b, ../c, /c", "/a/b, '/to?%2Fend', /end"})
    void redirectsMayBeRelative(String from, String location, String path) throws Exception {
        network.answers("world.example", ScriptedNetwork.WORLD);
        world.createContext(from, exchange -> {
            if (exchange.getRequestURI().toString().equals(from)) {
                exchange.getResponseHeaders().add("Location", location);
            }
            exchange.sendResponseHeaders(exchange.getRequestURI().toString().equals(from) ? 307 : 200, -1);
            exchange.close();
        });
        var answer = http().send(get("http://world.example" + from));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.uri()).hasToString("http://world.example" + path);
    }

    /** A plugin that an administrator lets go everywhere, on every port. */
    private AllowedHttp http() {
        return new AllowedHttp(network, Https.rules(List.of("*"), List.of("test=*:*"), List.of()), false);
    }

    private int privatePort() {
        return inside.getAddress().getPort();
    }

    private static String redirect(String host, String to) {
        return "http://" + host + "/to?" + URLEncoder.encode(to, StandardCharsets.UTF_8);
    }

    private static void refused(AllowedHttp http, String uri, String reason) {
        assertThatThrownBy(() -> http.send(get(uri)))
                .isInstanceOfSatisfying(ToolException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("forbidden"))
                .hasMessageContaining(reason);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.Https.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is asked for by its name, and must show a certificate that bears it. */
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static SSLContext context;

    private final List<String> names = new CopyOnWriteArrayList<>();
    private final ScriptedNetwork network = new ScriptedNetwork();
    private HttpsServer server;

    @BeforeAll
    static void certify(@TempDir Path folder) throws Exception {
        var file = folder.resolve("server.p12");
        var made = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-keyalg", "EC",
                "-dname", "CN=secure.example", "-ext", "SAN=dns:secure.example,ip:" + ScriptedNetwork.WORLD,
                "-alias", "server", "-storetype", "PKCS12", "-storepass", "changeit", "-keystore", file.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        assertThat(made.waitFor()).as(() -> read(folder.resolve("log"))).isZero();
        var store = KeyStore.getInstance(file.toFile(), PASSWORD);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException gone) {
            return gone.toString();
        }
    }

    @BeforeEach
    void serve() throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            var session = (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
            session.getRequestedServerNames().stream().map(SNIServerName::toString).forEach(names::add);
            names.add(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/less", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://secure.example/");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        network.answers("secure.example", ScriptedNetwork.WORLD).answers("other.example", ScriptedNetwork.WORLD)
                .leads(ScriptedNetwork.WORLD, server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asksForTheServerByItsName() throws Exception {
        assertThat(http(context.getSocketFactory()).send(get("https://secure.example/")).status()).isEqualTo(200);
        assertThat(names).hasSize(2).first().asString().contains("secure.example");
        assertThat(names.getLast()).isEqualTo("secure.example");
    }

    @Test
    void aDotAtTheEndOfTheNameIsNotAskedFor() throws Exception {
        assertThat(http(context.getSocketFactory()).send(get("https://secure.example.:443/")).status()).isEqualTo(200);
        assertThat(names.getLast()).isEqualTo("secure.example");
    }

    @Test
    void anAddressMustStandInTheCertificateAsWell() throws Exception {
        var http = http(context.getSocketFactory());
        assertThat(http.send(get("https://" + ScriptedNetwork.WORLD + "/")).status()).isEqualTo(200);
        network.leads(ScriptedNetwork.ELSEWHERE, server.getAddress().getPort());
        untrusted(http, "https://" + ScriptedNetwork.ELSEWHERE + "/");
    }

    @Test
    void refusesACertificateOfAnotherName() {
        untrusted(http(context.getSocketFactory()), "https://other.example/");
        assertThat(names).isEmpty();
    }

    @Test
    void refusesACertificateThatNobodyTrusts() {
        untrusted(http((SSLSocketFactory) SSLSocketFactory.getDefault()), "https://secure.example/");
        assertThat(names).isEmpty();
    }

    @Test
    void noRedirectLeadsToLess() {
        assertThatThrownBy(() -> http(context.getSocketFactory()).send(get("https://secure.example/less")))
                .hasMessageContaining("from https to something less");
        assertThat(network.connected).hasSize(1);
    }

    @Test
    void aServerThatNeverShakesHandsIsNotWaitedForLongerThanTheRequestsTime() throws Exception {
        try (var silent = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            network.leads(ScriptedNetwork.WORLD, silent.getLocalPort());
            assertThatThrownBy(() -> http(context.getSocketFactory())
                    .send(get("https://secure.example/", Map.of(), Duration.ofSeconds(3))))
                    .isInstanceOfSatisfying(ToolException.class, late -> assertThat(late.code()).isEqualTo("timeout"));
            // and its connection is gone
            try (var connection = silent.accept()) {
                connection.setSoTimeout(30_000);
                assertThat(connection.getInputStream().readAllBytes()).isNotEmpty();
            }
        }
    }

    private AllowedHttp http(SSLSocketFactory trusted) {
        return new AllowedHttp(network.trusts(trusted),
                Https.rules(List.of("*"), List.of("test=*:*"), List.of()), false);
    }

    private static void untrusted(AllowedHttp http, String uri) {
        assertThatThrownBy(() -> http.send(get(uri))).isInstanceOfSatisfying(ToolException.class,
                refusal -> assertThat(refusal.code()).isEqualTo("untrusted"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipFile;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.WireClient;
import jdk.security.jarsigner.JarSigner;

/**
 * Plugins by name with 200 in the index, each of which needs the one before, in chains of ten: the resolve alone, by a plan
 * that ends at what is missing, and a plan with the files and the examination of two plugins.
 */
final class MarketplaceBench implements Main.Measurement {
    private static final int PLUGINS = 200;
    private static final int CHAIN = 10;
    private static final int WARM = 30;
    private static final int RUNS = 50;

    @Override
    public void run(Path folder, Report report) throws Exception {
        try (var gateway = Gateway.start(folder.resolve("home")); var client = gateway.connect()) {
            var market = market(gateway, folder);
            gateway.command("plugins", "publishers", "add", "bench", folder.resolve("bench.key.crt").toString());
            gateway.command("marketplace", "add", "bench", market.toUri().toString(), "--key",
                    folder.resolve("bench.key.crt").toString());
            Await.until("the marketplace is read", () -> client
                    .request("marketplace.refresh", JsonObject.EMPTY, JsonObject.EMPTY).toString()
                    .contains("\"state\":\"ok\""));
            report.row("dry resolve by name, " + PLUGINS + " plugins in the index", "100 ms", "%s",
                    times(client, "lost", "unresolved"));
            report.row("plan of a plugin by name with one that it needs, files and all", "–", "%s",
                    times(client, "p1", "\"also\""));
            report.row("search in " + PLUGINS + " plugins", "–", "%s", searches(client));
        }
    }

    private static String times(WireClient client, String plugin, String expected) throws Exception {
        var params = JsonObject.builder().put("source", JsonObject.of("name", plugin)).build();
        return median(() -> {
            var answer = client.request("plugins.plan", params, JsonObject.EMPTY).toString();
            if (!answer.contains(expected)) {
                throw new IllegalStateException(answer);
            }
        });
    }

    private static String searches(WireClient client) throws Exception {
        return median(() -> client.call("marketplace.search", JsonObject.of("query", "p1")));
    }

    private static String median(Work work) throws Exception {
        for (int i = 0; i < WARM; i++) {
            work.run();
        }
        var times = new ArrayList<Double>();
        for (int i = 0; i < RUNS; i++) {
            long begin = System.nanoTime();
            work.run();
            times.add((System.nanoTime() - begin) / 1e6);
        }
        times.sort(null);
        return "median %.1f ms of %d; the slowest %.1f ms".formatted(times.get(RUNS / 2), RUNS, times.getLast());
    }

    /** Signed here and not by 200 commands. */
    private static Path market(Gateway gateway, Path folder) throws Exception {
        var key = folder.resolve("bench.key");
        gateway.command("plugins", "keygen", key.toString(), "--name", "Bench");
        var signer = signer(key);
        var market = folder.resolve("market");
        var jars = Files.createDirectories(market.resolve("plugins"));
        for (int i = 0; i < PLUGINS; i++) {
            var plugin = HandmadeBundle.plugin("p" + i);
            write(i % CHAIN == 0 ? plugin : plugin.header("Require-Capability", needs("p" + (i - 1))), signer,
                    jars.resolve("p" + i + "-1.0.0.jar"));
        }
        // whatever way leads on, it is looked at: all nine that its need leads to, and then what nobody has
        write(HandmadeBundle.plugin("lost").header("Require-Capability", needs("p199") + "," + needs("nobody")), signer,
                jars.resolve("lost-1.0.0.jar"));
        var made = gateway.command("marketplace", "index", market.toString(), "--key", key.toString());
        if (made.exit() != 0) {
            throw new IllegalStateException(made.err());
        }
        return market;
    }

    private static String needs(String id) {
        return "dev.postern.plugin;filter:=\"(dev.postern.plugin=" + id + ")\"";
    }

    private static JarSigner signer(Path key) throws Exception {
        var pem = Files.readString(key).replaceAll("-----[A-Z ]+-----", "");
        PrivateKey secret = KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        var certificates = CertificateFactory.getInstance("X.509");
        try (var in = Files.newInputStream(key.resolveSibling(key.getFileName() + ".crt"))) {
            var certificate = (X509Certificate) certificates.generateCertificate(in);
            return new JarSigner.Builder(secret, certificates.generateCertPath(List.of(certificate))).build();
        }
    }

    private static void write(HandmadeBundle bundle, JarSigner signer, Path jar) throws Exception {
        var plain = bundle.header("Bundle-License", "Apache-2.0").entry("notes.txt", new byte[1])
                .write(Files.createTempFile("bench", ".jar"));
        try (var from = new ZipFile(plain.toFile()); var to = Files.newOutputStream(jar)) {
            signer.sign(from, to);
        } finally {
            Files.delete(plain);
        }
    }

    private interface Work {
        void run() throws Exception;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import aQute.bnd.osgi.repository.XMLResourceGenerator;
import aQute.bnd.osgi.resource.ResourceBuilder;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.postern.core.hash.Sha256;
import dev.postern.core.json.Json;
import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CatalogueFile;
import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.marketplace.CataloguePlugin.Maturity;
import dev.postern.core.marketplace.CatalogueSignature;
import dev.postern.json.StrictJson;
import org.osgi.resource.Resource;

/** A marketplace's folder with a web server before it that can misbehave. Its index is bnd's own. */
final class TestMarket implements AutoCloseable {
    static final Json JSON = new StrictJson();
    static final Instant ISSUED = Instant.parse("2026-11-30T04:00:00Z");
    static final Instant EXPIRES = Instant.parse("2099-01-01T00:00:00Z");

    final Path folder;
    final SigningKeys keys;
    final Map<String, HttpHandler> instead = new ConcurrentHashMap<>();
    private final Map<String, CataloguePlugin> plugins = new LinkedHashMap<>();
    private final List<Resource> resources = new ArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    Instant expires = EXPIRES;

    TestMarket(Path folder, SigningKeys keys) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.keys = keys;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath().substring(1);
            HttpHandler other = instead.get(path);
            if (other != null) {
                other.handle(exchange);
            } else if (Files.isRegularFile(folder.resolve(path))) {
                byte[] content = Files.readAllBytes(folder.resolve(path));
                exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
                exchange.getResponseBody().write(content);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
            exchange.close();
        });
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** A setting's line. */
    String line(String name, String more) {
        return name + "=" + uri() + " " + keys.digest() + more;
    }

    Source source() {
        return new Source("acme", uri(), keys.digest(), 0, false);
    }

    /** Publishes a version that asks for and brings what these headers say. */
    CataloguePlugin publish(String id, String version, Map<String, String> headers, String... api) throws Exception {
        var manifest = new Manifest();
        var main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "org.example." + id);
        main.putValue("Bundle-Version", version);
        headers.forEach(main::putValue);
        main.putValue("Provide-Capability", "dev.postern.plugin;dev.postern.plugin=\"" + id + "\""
                + (headers.containsKey("Provide-Capability") ? "," + headers.get("Provide-Capability") : ""));
        var path = "plugins/" + id + "-" + version + ".jar";
        Files.createDirectories(folder.resolve("plugins"));
        try (var jar = new JarOutputStream(Files.newOutputStream(folder.resolve(path)), manifest)) {
            jar.finish();
        }
        var plugin = new CataloguePlugin(id, version, "The " + id, "What " + id + " is for", List.of(api), file(path),
                "Acme", keys.digest(), "Apache-2.0", Optional.empty(), List.of(), List.of(), Maturity.STABLE, ISSUED,
                Optional.empty(), Optional.empty(), List.of(), Optional.empty());
        put(plugin);
        var builder = new ResourceBuilder();
        builder.addFile(folder.resolve(path).toFile(), URI.create(path));
        resources.add(builder.build());
        return plugin;
    }

    /** Says something else of a version. */
    void put(CataloguePlugin plugin) {
        plugins.put(plugin.id() + " " + plugin.version(), plugin);
    }

    CatalogueFile file(String path) throws IOException {
        return new CatalogueFile(path, Sha256.hex(folder.resolve(path)), Files.size(folder.resolve(path)));
    }

    void sign(long serial) throws Exception {
        sign(serial, keys);
    }

    /** Writes all anew, and signs it with that key. */
    void sign(long serial, SigningKeys by) throws Exception {
        var index = new ByteArrayOutputStream();
        new XMLResourceGenerator().name("acme").increment(serial).resources(resources).save(index);
        Files.write(folder.resolve("index.xml"), index.toByteArray());
        sign(JSON.write(new Catalogue(1, "acme", serial, ISSUED, expires, file("index.xml"),
                List.copyOf(plugins.values()))).toString(), by);
    }

    /** Signs whatever is said to be a catalogue. */
    void sign(String catalogue, SigningKeys by) throws Exception {
        byte[] content = catalogue.getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve(Catalogue.FILE), content);
        Files.writeString(folder.resolve(CatalogueSignature.FILE), JSON.write(new CatalogueSignature(1, by.digest(),
                by.certificate(), by.sign(content))).toString());
    }

    String catalogue() throws IOException {
        return Files.readString(folder.resolve(Catalogue.FILE));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

package dev.postern.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.Principal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.util.tracker.ServiceTracker;

class ConsoleTest {
    @TempDir
    static Path folder;
    private static Framework framework;
    private static URI console;

    @BeforeAll
    static void start() throws Exception {
        var settings = new HashMap<String, String>();
        settings.put(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString());
        settings.put("org.osgi.service.http.port", "0");
        settings.put("org.apache.felix.http.host", "127.0.0.1");
        settings.put("felix.webconsole.security.providers", TokenSecurityProvider.ID);
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, exports("dev.postern.core.identity.Principal") + ","
                + exports("org.slf4j.Logger"));
        framework = ServiceLoader.load(FrameworkFactory.class).iterator().next().newFramework(settings);
        framework.start();
        BundleContext context = framework.getBundleContext();
        context.registerService(Authenticator.class, new Tokens(), new Hashtable<>());
        var bundles = new ArrayList<Bundle>();
        for (String type : List.of("org.osgi.util.function.Function", "org.osgi.util.promise.Promise",
                "org.osgi.service.component.ComponentContext", "org.apache.felix.scr.impl.Activator",
                "org.apache.felix.log.Activator", "jakarta.servlet.Servlet", "org.apache.commons.io.IOUtils",
                "org.apache.commons.fileupload.FileUpload", "org.owasp.encoder.Encode",
                "org.apache.felix.inventory.Format", "org.apache.felix.http.base.internal.AbstractHttpActivator",
                "org.apache.felix.webconsole.spi.SecurityProvider")) {
            bundles.add(context.installBundle("reference:" + location(type).toUri()));
        }
        bundles.add(context.installBundle("reference:" + Path.of("target/classes").toAbsolutePath().toUri()));
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        console = URI.create(endpoint(context) + "system/console/");
        awaitConsole(context);
    }

    @AfterAll
    static void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void letsNobodyInWithoutAToken() throws Exception {
        var answer = get("bundles.json", Map.of());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic ");
        assertThat(answer.body()).doesNotContain("symbolicName");
    }

    @Test
    void refusesWrongTokensAndTheDefaultPassword() throws Exception {
        assertThat(get("bundles.json", basic("token", "wrong")).statusCode()).isEqualTo(401);
        assertThat(get("bundles.json", basic("admin", "admin")).statusCode()).isEqualTo(401);
        assertThat(get("bundles.json", Map.of("Authorization", "Basic ***")).statusCode()).isEqualTo(401);
    }

    @Test
    void refusesATokenWithoutTheScope() throws Exception {
        assertThat(get("bundles.json", basic("token", "reader")).statusCode()).isEqualTo(403);
    }

    @Test
    void showsBundlesToWhoHasAnOperatorToken() throws Exception {
        for (var sign : List.of(basic("token", "operator"), Map.of("Authorization", "Bearer operator"))) {
            var answer = get("bundles.json", sign);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("dev.postern.console");
        }
    }

    @Test
    void refusesWhatWouldChangeBundles() throws Exception {
        Bundle victim = victim();
        for (String path : List.of("bundles/" + victim.getBundleId(), "bundles", "bundles;x=1/" + victim.getBundleId(),
                "bundle%73/" + victim.getBundleId(), "./bundles/" + victim.getBundleId())) {
            for (String action : List.of("stop", "uninstall", "refresh", "update")) {
                var answer = post(path, "action=" + action + "&id=" + victim.getBundleId(), Map.of());
                assertThat(answer.statusCode()).as(path + " " + action).isBetween(400, 404);
            }
        }
        assertThat(post("bundles", "action=install", Map.of()).body()).contains("plugins.install");
        assertThat(victim.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void refusesChangesThatAnotherPageMadeTheBrowserPost() throws Exception {
        assertThat(post("vmstat", "gc=1", Map.of("Origin", "http://evil.example")).statusCode()).isEqualTo(403);
        assertThat(post("vmstat", "gc=1", Map.of("Origin", "null")).statusCode()).isEqualTo(403);
        assertThat(post("vmstat", "gc=1", Map.of("Sec-Fetch-Site", "cross-site")).statusCode()).isEqualTo(403);
        assertThat(post("vmstat", "gc=1", Map.of("Origin", "http://" + console.getAuthority())).statusCode())
                .isLessThan(400);
    }

    private static Bundle victim() {
        return List.of(framework.getBundleContext().getBundles()).stream()
                .filter(bundle -> "org.apache.felix.inventory".equals(bundle.getSymbolicName())).findFirst()
                .orElseThrow();
    }

    private static HttpResponse<String> get(String path, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(console + path));
        headers.forEach(request::header);
        return send(request.build());
    }

    private static HttpResponse<String> post(String path, String form, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(console + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        basic("token", "operator").forEach(request::header);
        headers.forEach(request::header);
        return send(request.build());
    }

    /** On a connection of its own: the server ends one whose body it refused to read, and the next would race with that. */
    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Map<String, String> basic(String user, String password) {
        return Map.of("Authorization", "Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    private static Principal principal(String scope) {
        return new Principal(Principal.Kind.CLIENT, "k_1", "default", Set.of(scope), Principal.Trust.OPERATOR);
    }

    private static String endpoint(BundleContext context) throws Exception {
        var tracker = new ServiceTracker<Object, Object>(context,
                context.createFilter("(osgi.http.endpoint=*)"), null);
        tracker.open(true);
        tracker.waitForService(10_000);
        Object endpoints = tracker.getServiceReference().getProperty("osgi.http.endpoint");
        return endpoints instanceof String[] several ? several[0] : String.valueOf(endpoints);
    }

    /** The console registers its servlet once the provider is there. */
    private static void awaitConsole(BundleContext context) throws Exception {
        var tracker = new ServiceTracker<Object, Object>(context, context.createFilter(
                "(&(objectClass=jakarta.servlet.Servlet)(osgi.http.whiteboard.context.select=*webconsole*))"), null);
        tracker.open(true);
        assertThat(tracker.waitForService(10_000)).isNotNull();
    }

    private static String exports(String type) throws Exception {
        Path file = location(type);
        Manifest manifest;
        if (Files.isDirectory(file)) {
            try (InputStream in = Files.newInputStream(file.resolve("META-INF/MANIFEST.MF"))) {
                manifest = new Manifest(in);
            }
        } else {
            try (var jar = new JarFile(file.toFile())) {
                manifest = jar.getManifest();
            }
        }
        return manifest.getMainAttributes().getValue(Constants.EXPORT_PACKAGE).replaceAll(";uses:=\"[^\"]*\"", "");
    }

    private static Path location(String type) throws Exception {
        return Path.of(Class.forName(type, false, ConsoleTest.class.getClassLoader()).getProtectionDomain()
                .getCodeSource().getLocation().toURI());
    }

    private static final class Tokens implements Authenticator {
        @Override
        public Optional<Principal> authenticate(String token) {
            return switch (token) {
                case "operator" -> Optional.of(principal("*"));
                case "reader" -> Optional.of(principal("tools:read"));
                default -> Optional.empty();
            };
        }

        @Override
        public boolean current(Principal principal) {
            return true;
        }
    }
}

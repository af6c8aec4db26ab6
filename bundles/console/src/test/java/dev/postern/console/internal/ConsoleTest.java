// SPDX-License-Identifier: Apache-2.0
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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.BrowserSession;
import dev.postern.core.identity.BrowserSessions;
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
    private static final Map<String, String> BROWSER = Map.of("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    private static final Tokens TOKENS = new Tokens();
    private static final Sessions SESSIONS = new Sessions();
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
        context.registerService(Authenticator.class, TOKENS, new Hashtable<>());
        context.registerService(BrowserSessions.class, SESSIONS, new Hashtable<>());
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
        for (var path : List.of("bundles.json", "vmstat", "postern")) {
            awaitPlugin(path);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        framework.stop();
        framework.waitForStop(60_000);
    }

    @Test
    void asksProgramsForAToken() throws Exception {
        var answer = get("bundles.json", Map.of("Accept", "application/json"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer ");
        assertThat(answer.body()).doesNotContain("symbolicName");
    }

    @Test
    void sendsBrowsersToTheLoginPageAndBack() throws Exception {
        var page = get("bundles?a=b&c=%20", BROWSER);
        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(page.headers().firstValue("Location"))
                .contains("/login?next=%2Fsystem%2Fconsole%2Fbundles%3Fa%3Db%26c%3D%2520");
        assertThat(page.body()).isEmpty();

        var change = send(form("vmstat", "action=gc", BROWSER));
        assertThat(change.statusCode()).isEqualTo(303);
        assertThat(change.headers().firstValue("Location")).contains("/login");
    }

    @Test
    void takesNoPassword() throws Exception {
        for (var credentials : List.of(basic("admin", "admin"), basic("token", "operator"), "Basic ***", "operator",
                "Bearer", "Bearer wrong")) {
            var sign = new HashMap<>(BROWSER);
            sign.put("Authorization", credentials);
            assertThat(get("bundles.json", sign).statusCode()).as(credentials).isEqualTo(401);
        }
    }

    @Test
    void refusesATokenWithoutTheScope() throws Exception {
        var sessions = List.of(Map.of("Authorization", "Bearer reader"), SESSIONS.signedIn("reader"));
        for (var sign : sessions) {
            assertThat(get("bundles.json", sign).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void showsBundlesToWhoMayUseTheConsole() throws Exception {
        for (var sign : List.of(bearer("operator"), bearer("user"), SESSIONS.signedIn("operator"),
                SESSIONS.signedIn("user"))) {
            var answer = get("bundles.json", sign);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("dev.postern.console");
        }
    }

    @Test
    void findsItsCookieBesideOneThatAnotherPortHasSet() throws Exception {
        var own = SESSIONS.signedIn("operator").get("Cookie");
        var both = Map.of("Cookie", BrowserSessions.COOKIE + "=x; " + own);
        assertThat(get("bundles.json", both).statusCode()).isEqualTo(200);
    }

    @Test
    void goesByATokenWhereThereIsACookieToo() throws Exception {
        var both = new HashMap<>(SESSIONS.signedIn("operator"));
        both.put("Authorization", "Bearer reader");
        assertThat(get("bundles.json", both).statusCode()).isEqualTo(403);
    }

    @Test
    void forgetsWhoSignsOut() throws Exception {
        var session = SESSIONS.signedIn("operator");
        var answer = get("logout", session);
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/login");
        assertThat(get("bundles.json", session).statusCode()).isEqualTo(401);
    }

    @Test
    void letsNoOtherPageSignOut() throws Exception {
        var session = new HashMap<>(SESSIONS.signedIn("operator"));
        session.put("Sec-Fetch-Site", "same-site");
        assertThat(get("logout", session).statusCode()).isEqualTo(303);
        assertThat(get("bundles.json", session).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesWhatWouldChangeBundles() throws Exception {
        Bundle victim = victim();
        for (String path : List.of("bundles/" + victim.getBundleId(), "bundles", "bundles;x=1/" + victim.getBundleId(),
                "bundle%73/" + victim.getBundleId(), "./bundles/" + victim.getBundleId())) {
            for (String action : List.of("stop", "uninstall", "refresh", "update")) {
                var answer = post(path, "action=" + action + "&id=" + victim.getBundleId());
                assertThat(answer.statusCode()).as(path + " " + action).isBetween(400, 404);
            }
        }
        assertThat(post("bundles", "action=install").body()).contains("plugins.install");
        assertThat(victim.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void refusesChangesThatAnotherPageMadeTheBrowserPost() throws Exception {
        for (var origin : List.of("http://evil.example", "null", "http://127.0.0.1:1", "http:// malformed")) {
            assertThat(browserPost(Map.of("Origin", origin))).as(origin).isEqualTo(403);
        }
        assertThat(browserPost(Map.of())).isEqualTo(403);
        assertThat(browserPost(Map.of("Origin", "http://" + console.getAuthority()))).isLessThan(400);
    }

    @Test
    void servesThePanelsUnderAPolicyThatAllowsNoMarkupToRun() throws Exception {
        var page = get("postern", SESSIONS.signedIn("user"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy")).contains(PanelsPage.POLICY);
        assertThat(page.headers().allValues("Cache-Control")).contains("no-store");
        assertThat(page.body()).contains("src=\"/system/console/postern/app.js\"")
                .doesNotContain("@console@", "<style", " style=", " onclick=")
                .doesNotContainPattern("<script(?![^>]* src=)");
        var module = get("postern/app.js", SESSIONS.signedIn("user"));
        assertThat(module.headers().firstValue("Content-Type").orElse("")).startsWith("text/javascript");
        assertThat(module.headers().firstValue("Content-Security-Policy")).contains(PanelsPage.POLICY);
        assertThat(get("postern/panels.css", SESSIONS.signedIn("user")).statusCode()).isEqualTo(200);
    }

    @Test
    void servesNothingButThePanelsFilesAndOnlyToThoseWhoMayUseTheConsole() throws Exception {
        for (var path : List.of("postern/", "postern/index.html", "postern/nothing.js",
                "postern/x/app.js", "postern/APP.JS", "postern/%2e%2e/%2e%2e/META-INF/MANIFEST.MF")) {
            assertThat(get(path, SESSIONS.signedIn("user")).statusCode()).as(path).isBetween(400, 404);
        }
        assertThat(get("postern/app.js", SESSIONS.signedIn("reader")).statusCode()).isEqualTo(403);
        assertThat(get("postern/app.js", Map.of()).statusCode()).isEqualTo(401);
        assertThat(post("postern", "a=b").statusCode()).isEqualTo(405);
    }

    /** The console takes its plugins up one by one. */
    private static void awaitPlugin(String path) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (get(path, bearer("operator")).statusCode() != 200) {
            assertThat(System.nanoTime()).as("%s is there in time", path).isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static int browserPost(Map<String, String> more) throws Exception {
        var headers = new HashMap<>(SESSIONS.signedIn("operator"));
        headers.putAll(more);
        return send(form("vmstat", "action=gc", headers)).statusCode();
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

    private static HttpResponse<String> post(String path, String form) throws Exception {
        return send(form(path, form, bearer("operator")));
    }

    private static HttpRequest form(String path, String form, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(console + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        headers.forEach(request::header);
        return request.build();
    }

    /** On a connection of its own: the server ends one whose body it refused to read, and the next would race with that. */
    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    private static Principal principal(String scope) {
        return new Principal(Principal.Kind.CLIENT, "k_1", "default", Set.of(scope), Principal.Trust.OPERATOR);
    }

    private static String endpoint(BundleContext context) throws Exception {
        var tracker = new ServiceTracker<Object, Object>(context,
                context.createFilter("(osgi.http.endpoint=*)"), null);
        tracker.open(true);
        tracker.waitForService(60_000);
        Object endpoints = tracker.getServiceReference().getProperty("osgi.http.endpoint");
        return endpoints instanceof String[] several ? several[0] : String.valueOf(endpoints);
    }

    /** The console registers its servlet once the provider is there. */
    private static void awaitConsole(BundleContext context) throws Exception {
        var tracker = new ServiceTracker<Object, Object>(context, context.createFilter(
                "(&(objectClass=jakarta.servlet.Servlet)(osgi.http.whiteboard.context.select=*webconsole*))"), null);
        tracker.open(true);
        assertThat(tracker.waitForService(60_000)).isNotNull();
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
                case "user" -> Optional.of(principal("console:use"));
                case "reader" -> Optional.of(principal("tools:read"));
                default -> Optional.empty();
            };
        }

        @Override
        public boolean current(Principal principal) {
            return true;
        }
    }

    /** Sessions whose ids say who signed in. */
    private static final class Sessions implements BrowserSessions {
        private final Map<String, Principal> open = new ConcurrentHashMap<>();

        /** What the browser of who signed in with the token sends. */
        Map<String, String> signedIn(String token) {
            return Map.of("Cookie", COOKIE + "=" + open(TOKENS.authenticate(token).orElseThrow()));
        }

        @Override
        public String open(Principal principal) {
            var id = UUID.randomUUID().toString();
            open.put(id, principal);
            return id;
        }

        @Override
        public Optional<BrowserSession> find(String id) {
            return Optional.ofNullable(open.get(id)).map(principal -> new Session(id, principal));
        }

        private final class Session implements BrowserSession {
            private final String id;
            private final Principal principal;

            Session(String id, Principal principal) {
                this.id = id;
                this.principal = principal;
            }

            @Override
            public Principal principal() {
                return principal;
            }

            @Override
            public boolean current() {
                return open.containsKey(id);
            }

            @Override
            public boolean use() {
                return current();
            }

            @Override
            public void close() {
                open.remove(id);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * A real browser with one page, where the machine has a Chromium: what cookies and origins it sends is its own doing, as
 * no client of ours could show. Driven by the Chrome DevTools Protocol. {@link #another()} is a page of somebody else, who
 * shares nothing but the program.
 */
public final class Browser implements AutoCloseable {
    private static final StrictJson JSON = new StrictJson();
    /** The keys that are pressed, by their names in the DOM, and their numbers on Windows, by which a browser knows them. */
    private static final Map<String, Integer> KEYS = Map.of("Enter", 13, "Escape", 27, "Tab", 9);

    private final @Nullable Process process;
    private final Path profile;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket page;
    private final String address;
    private final Map<Long, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final List<String> problems = new CopyOnWriteArrayList<>();

    private Browser(Path program) throws Exception {
        profile = Files.createTempDirectory("postern-browser-");
        process = new ProcessBuilder(program.toString(), "--headless", "--no-sandbox", "--disable-gpu",
                "--no-first-run", "--disable-dev-shm-usage", "--disable-background-timer-throttling",
                "--disable-renderer-backgrounding", "--remote-debugging-port=0",
                "--user-data-dir=" + profile, "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("browser.out").toFile())
                .start();
        try {
            address = pageAddress();
            page = connect(address);
        } catch (Exception | AssertionError e) {
            end();
            throw e;
        }
    }

    /** A page in a context of its own, of a program that somebody else ends. */
    private Browser(Path profile, String address) throws Exception {
        this.process = null;
        this.profile = profile;
        this.address = address;
        page = connect(address);
    }

    private WebSocket connect(String to) throws Exception {
        return http.newWebSocketBuilder()
                .buildAsync(URI.create(to), new Listener())
                .get(Gateway.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** The program, when this machine has one. */
    public static Optional<Path> program() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts one that knows nothing yet. */
    public static Browser start() throws Exception {
        return new Browser(program().orElseThrow());
    }

    /** A page with cookies and storage of its own, in the same program; it ends with this one at the latest. */
    public Browser another() throws Exception {
        // contexts are the program's, not a page's: its own address is beside the port
        var port = Files.readAllLines(profile.resolve("DevToolsActivePort"));
        try (var whole = new Browser(profile, "ws://127.0.0.1:" + port.getFirst() + port.getLast())) {
            var context = whole.call("Target.createBrowserContext", JsonObject.EMPTY).text("browserContextId")
                    .orElseThrow();
            var target = whole.call("Target.createTarget", JsonObject.builder().put("url", "about:blank")
                    .put("browserContextId", context).build()).text("targetId").orElseThrow();
            return new Browser(profile, address.substring(0, address.lastIndexOf('/') + 1) + target);
        }
    }

    /** Goes to an address and gives the path at which it ends up. */
    public String open(URI address) throws Exception {
        return follow("location.href = '" + address + "'");
    }

    /** Runs JavaScript that makes the browser leave its page, and gives the path of the page that comes then. */
    public String follow(String script) throws Exception {
        var before = run("String(performance.timeOrigin)");
        run(script + "; ''");
        Await.until("the browser shows another page", () -> {
            try {
                return !run("document.readyState === 'complete' ? String(performance.timeOrigin) : '" + before + "'")
                        .equals(before);
            } catch (AssertionError onItsWay) {
                return false;
            }
        });
        return run("location.pathname");
    }

    /** What an expression of JavaScript gives on the page, awaited if it is a promise; a string. */
    public String run(String expression) throws Exception {
        var result = call("Runtime.evaluate", JsonObject.builder()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true)
                .build());
        return result.object("result").flatMap(value -> value.text("value"))
                .orElseThrow(() -> new AssertionError(expression + " gives " + result));
    }

    /** Waits until an expression of JavaScript is true on the page. */
    public void await(String what, String condition) throws Exception {
        try {
            Await.until(what, () -> isTrue(condition));
        } catch (AssertionError never) {
            throw new AssertionError(never.getMessage() + "; the page shows: " + run("document.body.innerText"), never);
        }
    }

    private boolean isTrue(String condition) throws Exception {
        try {
            return run("String(Boolean(" + condition + "))").equals("true");
        } catch (AssertionError failed) {
            if (String.valueOf(failed.getMessage()).contains("navigated")) {
                return false; // it was asked of a page that went meanwhile
            }
            throw failed;
        }
    }

    /** Presses the main button of the mouse on the first element that a selector finds, and keeps it pressed. */
    public void press(String selector) throws Exception {
        mouse("mousePressed", selector);
    }

    /** Lets go of the mouse's main button, there. */
    public void letGo(String selector) throws Exception {
        mouse("mouseReleased", selector);
    }

    private void mouse(String type, String selector) throws Exception {
        var found = "document.querySelector('" + selector + "')";
        run(found + ".scrollIntoView({block: 'center'}); ''");
        var middle = run(
                "(box => Math.round(box.x + box.width / 2) + ' ' + Math.round(box.y + box.height / 2))(" + found
                        + ".getBoundingClientRect())")
                .split(" ", 2);
        call("Input.dispatchMouseEvent", JsonObject.builder().put("type", type).put("button", "left")
                .put("clickCount", 1).put("x", Long.parseLong(middle[0])).put("y", Long.parseLong(middle[1])).build());
    }

    /** Presses the space key on what has the focus, or lets it go. */
    public void space(boolean down) throws Exception {
        var key = JsonObject.builder().put("type", down ? "keyDown" : "keyUp").put("key", " ").put("code", "Space")
                .put("windowsVirtualKeyCode", 32);
        call("Input.dispatchKeyEvent", (down ? key.put("text", " ") : key).build());
    }

    /** Types a text into what has the focus, as an input method would. */
    public void type(String text) throws Exception {
        call("Input.insertText", JsonObject.of("text", text));
    }

    /** Presses a key of that name, {@code Enter}, {@code Escape} or {@code Tab}, on what has the focus, and lets it go. */
    public void key(String name) throws Exception {
        boolean enter = name.equals("Enter");
        var key = JsonObject.builder().put("key", name).put("code", name)
                .put("windowsVirtualKeyCode", Objects.requireNonNull(KEYS.get(name), name)).build();
        var down = JsonObject.builder().putAll(key).put("type", enter ? "keyDown" : "rawKeyDown");
        call("Input.dispatchKeyEvent", (enter ? down.put("text", "\r") : down).build());
        call("Input.dispatchKeyEvent", JsonObject.builder().putAll(key).put("type", "keyUp").build());
    }

    /** Chooses files in the file field that a selector finds, as a person would in the dialog. */
    public void choose(String selector, List<Path> files) throws Exception {
        var field = call("Runtime.evaluate", JsonObject.of("expression", "document.querySelector('" + selector + "')"))
                .object("result").flatMap(result -> result.text("objectId")).orElseThrow();
        call("DOM.setFileInputFiles", JsonObject.builder().put("objectId", field)
                .put("files", JsonArray.ofStrings(files.stream().map(Path::toString).toList())).build());
    }

    /** How wide and high the page is from now on, in CSS pixels, and whether it is in the dark. */
    public void look(int width, int height, boolean dark) throws Exception {
        call("Emulation.setDeviceMetricsOverride", JsonObject.builder().put("width", width).put("height", height)
                .put("deviceScaleFactor", 1).put("mobile", false).build());
        call("Emulation.setEmulatedMedia",
                JsonObject.builder().put("features", new JsonArray(List.of(JsonObject.builder()
                        .put("name", "prefers-color-scheme").put("value", dark ? "dark" : "light").build()))).build());
    }

    /** What the page looks like now, into a PNG file. */
    public void picture(Path file) throws Exception {
        var png = call("Page.captureScreenshot", JsonObject.of("format", "png")).text("data").orElseThrow();
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(png));
    }

    /** Runs JavaScript on each page that is opened from now on, before its own. */
    public void beforePages(String script) throws Exception {
        call("Page.enable", JsonObject.EMPTY);
        call("Page.addScriptToEvaluateOnNewDocument", JsonObject.of("source", script));
    }

    /** From now on notes what goes wrong on pages: exceptions, and what their policy forbids. */
    public void watch() throws Exception {
        call("Runtime.enable", JsonObject.EMPTY);
        call("Log.enable", JsonObject.EMPTY);
    }

    /** What went wrong on pages since {@link #watch()}. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** The CPU time of the page's main thread in seconds, of which only differences mean something. */
    public double mainThreadSeconds() throws Exception {
        call("Performance.enable", JsonObject.of("timeDomain", "threadTicks"));
        for (var metric : call("Performance.getMetrics", JsonObject.EMPTY).array("metrics").orElseThrow().values()) {
            if (metric instanceof JsonObject named && named.text("name").orElse("").equals("TaskDuration")
                    && named.get("value").orElseThrow() instanceof JsonNumber value) {
                return value.value();
            }
        }
        throw new AssertionError("the browser tells no TaskDuration");
    }

    /** Forgets the files that it has from servers, as if it had never seen them; cookies stay. */
    public void forgetFiles() throws Exception {
        call("Network.clearBrowserCache", JsonObject.EMPTY);
    }

    private JsonObject call(String method, JsonObject params) throws Exception {
        long id = ids.incrementAndGet();
        var answer = new CompletableFuture<JsonObject>();
        waiting.put(id, answer);
        page.sendText(JsonObject.builder().put("id", id).put("method", method).put("params", params).build().toString(),
                true).join();
        var response = answer.get(Gateway.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return response.object("result").orElseThrow(() -> new AssertionError(method + " fails: " + response));
    }

    private String pageAddress() throws Exception {
        var portFile = profile.resolve("DevToolsActivePort");
        Await.until("the browser is there", () -> Files.exists(portFile) && !Files.readString(portFile).isEmpty());
        var list = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + Files.readAllLines(portFile).getFirst() + "/json/list")).build();
        var address = new String[1];
        Await.until("the browser has a page", () -> {
            var pages = http.send(list, HttpResponse.BodyHandlers.ofString()).body();
            address[0] = "";
            if (JSON.parse(pages) instanceof JsonArray array) {
                for (var each : array.values()) {
                    if (each instanceof JsonObject target && target.text("type").orElse("").equals("page")) {
                        address[0] = target.text("webSocketDebuggerUrl").orElse("");
                    }
                }
            }
            return !address[0].isEmpty();
        });
        return address[0];
    }

    private void end() throws IOException {
        if (process == null) {
            return;
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        Trees.delete(profile);
    }

    @Override
    public void close() throws IOException {
        if (process == null && !page.isOutputClosed()) {
            page.sendText("{\"id\":0,\"method\":\"Page.close\"}", true).join();
        }
        page.abort();
        http.close();
        end();
    }

    private void note(JsonObject message) {
        var method = message.text("method").orElse("");
        if (method.equals("Runtime.exceptionThrown") || method.equals("Log.entryAdded") && message.object("params")
                .flatMap(params -> params.object("entry")).flatMap(entry -> entry.text("level")).orElse("")
                .equals("error")) {
            problems.add(message.toString());
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    var message = (JsonObject) JSON.parse(text.toString());
                    note(message);
                    message.integer("id").map(waiting::remove).ifPresent(answer -> answer.complete(message));
                } catch (Exception e) {
                    throw new AssertionError("the browser said what is no JSON", e);
                } finally {
                    text.setLength(0);
                }
            }
            from.request(1);
            return null;
        }
    }
}

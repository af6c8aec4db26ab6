// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code web.get} with the gateway's rules of hosts and a real server. */
class WebGetTest {
    @TempDir
    Path home;

    private final WebGet tool = new WebGet();
    private Site site;
    private Means means;

    @BeforeEach
    void open() throws Exception {
        site = new Site();
        means = Means.local(home, false);
    }

    @AfterEach
    void close() {
        means.close();
        site.close();
    }

    @Test
    void readsAPage() throws Exception {
        site.serves("/page", "text/html; charset=utf-8",
                "<title>A page</title><h1>Hello</h1><p>to <a href='next'>you</a></p>");
        var answer = get("/page");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.url()).isEqualTo(site.url("/page"));
        assertThat(answer.contentType()).contains("text/html");
        assertThat(answer.title()).contains("A page");
        assertThat(answer.text()).isEqualTo("# Hello\n\nto you");
        assertThat(answer.links()).containsExactly(new WebAnswer.Link("you", site.url("/next")));
        assertThat(answer.truncated()).isFalse();
        assertThat(answer.size()).isEqualTo(67);
    }

    @Test
    void asksForWhatItWasAskedFor() throws Exception {
        site.serves("/search", "application/json", "{\"a\":1}");
        var answer = tool.call(input("/search?a=b#part", Map.of("q", "ä & b", "empty", ""),
                Map.of("accept-language", "de"), 100), means.context());
        assertThat(answer.text()).isEqualTo("{\"a\":1}");
        var asked = site.asked.getFirst();
        assertThat(asked.method()).isEqualTo("GET");
        assertThat(asked.uri()).startsWith("/search?a=b&").contains("q=%C3%A4%20%26%20b", "empty=").doesNotContain("#");
        assertThat(asked.headers().getFirst("Accept-Language")).isEqualTo("de");
        assertThat(asked.headers().getFirst("Accept-Encoding")).isEqualTo("gzip");
        assertThat(asked.headers().getFirst("User-Agent")).isEqualTo("Postern");
        assertThat(asked.headers().containsKey("Idempotency-Key")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "cookie", "X-Api-Key", "Host", "Range", "Accept-Encoding"})
    void takesNoHeadersThatCouldDoMore(String name) {
        assertThatThrownBy(() -> tool.call(input("/", Map.of(), Map.of(name, "x"), 100), means.context()))
                .hasMessageContaining("web.get takes no header " + name + ", only accept, accept-language");
        assertThat(site.asked).isEmpty();
    }

    @Test
    void tellsAFailureOfTheOtherSideAsItIs() throws Exception {
        site.serves("/gone", 410, Map.of("Content-Type", "application/problem+json", "Retry-After", "7"),
                "{\"title\":\"gone\"}".getBytes(StandardCharsets.UTF_8));
        var answer = get("/gone");
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.text()).contains("gone");
        assertThat(answer.headers()).containsExactlyEntriesOf(Map.of("retry-after", "7"));
        site.serves("/same", 304, Map.of("ETag", "\"1\""), new byte[0]);
        assertThat(get("/same").text()).isEmpty();
    }

    @Test
    void followsRedirectsWhereItMayGo() throws Exception {
        site.serves("/here", 302, Map.of("Location", "/there?x=1"), new byte[0]).serves("/there", "text/plain",
                "there");
        assertThat(get("/here").url()).isEqualTo(site.url("/there?x=1"));
        site.serves("/out", 302, Map.of("Location", site.url("/there").replace("127.0.0.1", "localhost")), new byte[0]);
        fails("forbidden", "/out", "tools-web may not reach localhost:");
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain,                        utf-8,        grün €",
        "text/plain; charset=ISO-8859-15,   iso-8859-15,  grün €",
        "text/plain; charset=\"utf-16le\",  utf-16le,     grün €",
        "text/plain; charset=nonsense,      utf-8,        grün €",
        "text/plain,                        windows-1252, grün €",
        "text/html,                         windows-1252, <meta charset=latin1><p>grün €",
        "text/html,                         koi8-r,       <meta http-equiv=content-type content='text/html; charset=koi8-r'><p>Привет",
        "application/xml,                   iso-8859-1,   <?xml version='1.0' encoding='iso-8859-1'?><a>grün</a>",
        "application/json; charset=latin1,  utf-8,        {\"grün\": \"€\"}",
        "application/rss+xml,               utf-8,        <rss>grün</rss>",
        "application/ld+json,               utf-8,        {\"grün\": \"€\"}",
        "'TEXT/CSV ; header=present; CharSet=\"UTF-8\"', utf-8, grün;€",
    })
    void findsTheEncoding(String type, String charset, String content) throws Exception {
        site.serves("/text", type, content.getBytes(Charset.forName(charset)));
        var text = get("/text").text();
        assertThat(text).isEqualTo(content.contains("<p>") ? content.substring(content.indexOf("<p>") + 3) : content);
    }

    @Test
    void theFirstBytesSayMoreThanTheHeader() throws Exception {
        site.serves("/mark", "text/plain; charset=iso-8859-1", "\ufeffgrün".getBytes(StandardCharsets.UTF_8));
        assertThat(get("/mark").text()).isEqualTo("grün");
        site.serves("/wide", "text/html", "\ufeff<p>grün €".getBytes(StandardCharsets.UTF_16BE));
        assertThat(get("/wide").text()).isEqualTo("grün €");
    }

    @ParameterizedTest
    @CsvSource({
        "image/png,                 'image/png, 3 bytes, with status 200'",
        "application/octet-stream,  'application/octet-stream, 3 bytes'",
        "application/pdf,           'application/pdf, 3 bytes'",
        "nonsense,                  'of no type that it says, 3 bytes'",
        "'',                        'of no type that it says, 3 bytes'",
    })
    void readsTextOnly(String type, String said) {
        site.serves("/file", type, new byte[]{1, 2, 3});
        fails("unsupported_type", "/file", said);
    }

    @Test
    void cutsLongTextsBetweenCharacters() throws Exception {
        site.serves("/long", "text/plain", "ab😀😀");
        for (int most = 1; most <= 6; most++) {
            var answer = tool.call(input("/long", Map.of(), Map.of(), most), means.context());
            assertThat(answer.text()).isEqualTo("ab😀😀".substring(0, most <= 2 ? most : most / 2 * 2));
            assertThat(answer.truncated()).isEqualTo(most < 6);
            assertThat(answer.size()).isEqualTo(10);
        }
    }

    @Test
    void controlCharactersStayOutside() throws Exception {
        site.serves("/ctl", "text/plain", "a\u0000b\u001b[31mc\r\nd\re\tf\u009bg");
        assertThat(get("/ctl").text()).isEqualTo("ab[31mc\nd\ne\tfg");
    }

    @Test
    void unpacksGzipAndNothingElse() throws Exception {
        site.serves("/packed", 200, Map.of("Content-Type", "text/plain", "Content-Encoding", "gzip"),
                Site.gzip("hello".getBytes(StandardCharsets.UTF_8)));
        assertThat(get("/packed").text()).isEqualTo("hello");
        site.serves("/br", 200, Map.of("Content-Type", "text/plain", "Content-Encoding", "br"), new byte[]{1});
        fails("unsupported_encoding", "/br", "only gzip");
        site.serves("/twice", 200, Map.of("Content-Type", "text/plain", "Content-Encoding", "gzip, gzip"),
                new byte[]{1});
        fails("unsupported_encoding", "/twice", "only gzip");
        site.serves("/not", 200, Map.of("Content-Type", "text/plain", "Content-Encoding", "gzip"), new byte[]{1, 2, 3});
        fails("bad_response", "/not", "says that it is gzip, and is not");
    }

    /** 4 MiB and one byte of zeros are 4 KiB, a gibibyte is one MiB: it must not be unpacked to be refused. */
    @Test
    void aBombDoesNotGoOff() throws Exception {
        var bomb = Site.gzip(new byte[64 << 20]);
        assertThat(bomb.length).isLessThan(100_000);
        site.serves("/bomb", 200, Map.of("Content-Type", "text/plain", "Content-Encoding", "gzip"), bomb);
        fails("too_large", "/bomb", "unpacks to more than 4194304 bytes");
        site.serves("/most", 200, Map.of("Content-Type", "text/plain", "Content-Encoding", "gzip"),
                Site.gzip("x".repeat(Answers.MAX_BYTES).getBytes(StandardCharsets.US_ASCII)));
        assertThat(get("/most").size()).isEqualTo(Answers.MAX_BYTES);
    }

    @Test
    void whatIsTooLargeIsNotFetched() {
        site.serves("/large", "text/plain", new byte[Answers.MAX_BYTES + 1]);
        fails("too_large", "/large", "larger than 4194304 bytes: it has 4194305");
    }

    @Test
    void reachesNothingUntilAnAdministratorNamesIt() throws Exception {
        site.serves("/", "text/plain", "secret");
        try (var fresh = new Means(home, Map.of(), false)) {
            assertThatThrownBy(() -> tool.call(input("/", Map.of(), Map.of(), 100), fresh.context()))
                    .isInstanceOfSatisfying(ToolException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo("forbidden"))
                    .hasMessageContaining("an administrator names what it may reach under hosts of dev.postern.access,"
                            + " here tools-web=127.0.0.1:");
        }
        assertThat(site.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "127.0.0.2"})
    void reachesThisMachineOnlyWhereItIsNamedAsPrivate(String host) throws Exception {
        site.serves("/", "text/plain", "secret");
        try (var everywhere = new Means(home, Map.of("hosts", new String[]{"tools-web=*:*"}), false)) {
            assertThatThrownBy(() -> tool.call(input(site.url("/").replace("127.0.0.1", host), 100),
                    everywhere.context())).hasMessageContaining("privateHosts of dev.postern.access");
        }
        assertThat(site.asked).isEmpty();
    }

    @Test
    void aPreviewShowsTheRequestAndSendsNothing() throws Exception {
        site.serves("/", "text/plain", "hello");
        try (var preview = Means.local(home, true)) {
            var shown = tool.preview(input("/x?a=b", Map.of("c", "d"), Map.of(), 100), preview.context());
            assertThat(shown.summary()).isEqualTo("GET " + site.url("/x?a=b&c=d"));
            assertThat(shown.mediaType()).isEqualTo("message/http");
            assertThat(shown.detail()).startsWith("GET " + site.url("/x?a=b&c=d") + " HTTP/1.1\nAccept: ");
        }
        try (var fresh = new Means(home, Map.of(), true)) {
            assertThatThrownBy(() -> tool.preview(input("/x", Map.of(), Map.of(), 100), fresh.context()))
                    .hasMessageContaining("tools-web may not reach");
        }
        assertThat(site.asked).isEmpty();
    }

    private WebAnswer get(String path) throws Exception {
        return tool.call(input(path, Map.of(), Map.of(), 100), means.context());
    }

    private void fails(String code, String path, String message) {
        assertThatThrownBy(() -> get(path)).isInstanceOfSatisfying(ToolException.class,
                failure -> assertThat(failure.code()).isEqualTo(code)).hasMessageContaining(message);
    }

    private WebGet.Input input(String path, Map<String, String> query, Map<String, String> headers, int most) {
        return new WebGet.Input(site.url(path), query, headers, most, 50, 20);
    }

    private static WebGet.Input input(String url, int most) {
        return new WebGet.Input(url, Map.of(), Map.of(), most, 50, 20);
    }
}

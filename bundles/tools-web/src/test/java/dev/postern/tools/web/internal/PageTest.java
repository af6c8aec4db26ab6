// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.postern.api.tool.Cancellation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** HTML as text. */
class PageTest {
    private static final String BASE = "https://example.org/dir/page";

    @ParameterizedTest
    @CsvSource({
        "'<p>one\n  two</p><p>three', 'one two\n\nthree'",
        "'one<br>two', 'one\ntwo'",
        "'<div>one</div><div>two</div>', 'one\ntwo'",
        "'<h2>Head</h2>text', '## Head\n\ntext'",
        "'<ul><li>one<li>two <b>bold</b></ul>after', '- one\n- two bold\n\nafter'",
        "'<table><tr><th>a<th>b<tr><td>1<td>2</table>', 'a | b\n1 | 2'",
        "'<pre>a\n  b</pre>c', 'a\n  b\n\nc'",
        "'a<script>x()</script><style>y{}</style><noscript>z</noscript><template>t</template>b', 'ab'",
        "'a <span hidden>x</span><span style=\"color:red; display: none\">y</span><i aria-hidden=true>z</i>b', 'a b'",
        "'a<!-- no -->b &amp; &lt;c&gt; &#x1F600; &nbsp;d', 'ab & <c> 😀 d'",
        "'<img alt=\"a cat\" src=x> and <img src=y>', 'a cat and'",
        "'<b>bo</b>ld, <i>it</i> ends', 'bold, it ends'",
        "'one<hr>two', 'one\n\n---\n\ntwo'",
        "'&#xD800;&#0;x', '\ufffd\ufffdx'",
        "'', ''",
    })
    void isReadAsABrowserShowsIt(String html, String text) {
        assertThat(read(html).text()).isEqualTo(text);
    }

    @Test
    void linksAreWholeAndStandOnce() {
        var page = read("""
                <base href="https://other.example/base/">
                <a href="x">relative</a> <a href="/y?z#part">absolute</a> <a href="x#again">again</a>
                <a href="#here">here</a> <a href="mailto:a@b">mail</a> <a href="javascript:x()">script</a>
                <a href="//third.example/">third</a> <a>none</a> <a href="data:text/html,x">data</a>
                """);
        assertThat(page.links()).containsExactly(
                new WebAnswer.Link("relative", "https://other.example/base/x"),
                new WebAnswer.Link("absolute", "https://other.example/y?z"),
                new WebAnswer.Link("third", "https://third.example/"));
        assertThat(page.moreLinks()).isFalse();
    }

    @Test
    void linksAndTextHaveAnEndEach() throws Exception {
        var html = IntStream.range(0, 100).mapToObj(i -> "<p><a href=/" + i + ">" + "word ".repeat(100) + "</a>")
                .collect(Collectors.joining());
        var page = Page.read(html, BASE, 50, 30, NEVER);
        assertThat(page.text()).hasSize(50).startsWith("word word");
        assertThat(page.truncated()).isTrue();
        assertThat(page.links()).hasSize(30).allSatisfy(link -> assertThat(link.text().length()).isLessThan(201));
        assertThat(page.moreLinks()).isTrue();
    }

    @Test
    void titlesAreOneLine() {
        assertThat(read("<title> A \n title </title>x").title()).contains("A title");
        assertThat(read("<title> </title>x").title()).isEmpty();
        assertThat(read("<title>" + "x".repeat(1_000) + "</title>").title().orElseThrow()).hasSize(500);
    }

    /** What grows when it is read as the standard says, or keeps a reader busy. */
    static Stream<String> bombs() {
        return Stream.of(
                "<p>" + many("<b i=%d>", 12) + "<p>x".repeat(500_000),
                many("<a b=%d>", 100_000),
                "<div>".repeat(200_000),
                "<b>".repeat(300_000),
                "<table>".repeat(100_000),
                "<table><tr><td>".repeat(50_000),
                "x<!--a-->".repeat(200_000),
                "<li>".repeat(300_000),
                "<svg>" + "<foreignObject><p>".repeat(50_000),
                "<select>" + "<option>".repeat(200_000),
                "<a " + many("b%d ", 150_000) + ">x",
                "<a href=/" + "x".repeat(1_500_000) + ">x",
                "<".repeat(1_000_000),
                "&".repeat(1_000_000),
                "<title>" + "x".repeat(2_000_000),
                "<pre>" + "\n".repeat(2_000_000),
                "<frameset>".repeat(100_000),
                "<p></b>".repeat(200_000),
                "<table>" + "x<td>".repeat(200_000));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void whatGrowsIsCut(String html) throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        var page = Page.read(html, BASE, 1_000, 10, NEVER);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(256 << 20);
        assertThat(page.text().length()).isLessThanOrEqualTo(1_000);
    }

    @Test
    void whatIsLeftOutIsSaid() throws Exception {
        assertThat(Page.read("<p>x".repeat(150_000), BASE, 1 << 20, 10, NEVER).truncated()).isTrue();
        assertThat(Page.read("x".repeat((2 << 20) + 1), BASE, 4 << 20, 10, NEVER).truncated()).isTrue();
        assertThat(Page.read("<p>x".repeat(50_000), BASE, 1 << 20, 10, NEVER).truncated()).isFalse();
    }

    @Test
    void aCancelledCallReadsNoFurther() {
        assertThatThrownBy(() -> Page.read("<p>x".repeat(100_000), BASE, 1_000, 10, ALWAYS))
                .isInstanceOf(InterruptedException.class);
    }

    private static final Cancellation NEVER = cancellation(false);
    private static final Cancellation ALWAYS = cancellation(true);

    private static Cancellation cancellation(boolean requested) {
        return new Cancellation() {
            @Override
            public boolean requested() {
                return requested;
            }

            @Override
            public void onRequest(Runnable action) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static String many(String form, int times) {
        return IntStream.range(0, times).mapToObj(form::formatted).collect(Collectors.joining());
    }

    private static Reading read(String html) {
        try {
            return Page.read(html, BASE, 10_000, 100, NEVER);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

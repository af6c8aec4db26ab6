// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webchat.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
    @TempDir
    private Path folder;

    @Test
    void hasTheBundlesOwn() throws Exception {
        var page = new Pages(null).find("index.html").orElseThrow();
        assertThat(page.mediaType()).isEqualTo("text/html; charset=utf-8");
        assertThat(new String(page.content(), StandardCharsets.UTF_8)).contains("<title>Postern</title>");
        assertThat(new Pages(null).find("lib/preact.js")).hasValueSatisfying(
                library -> assertThat(new String(library.content(), StandardCharsets.UTF_8)).contains("as html"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", ".", "..", "../index.html", "lib/../index.html", "lib/", "/index.html",
        "index.html/", "INDEX.HTML", "index", ".hidden.js", "lib/lib/preact.js", "index.html\u0000", "a\\b.js",
        "%2e%2e/x.js", "x.class", "nothing.js"})
    void hasNothingElse(String name) throws Exception {
        Files.writeString(folder.resolve("index"), "secret");
        Files.writeString(folder.resolve(".hidden.js"), "secret");
        Files.writeString(folder.resolve("x.class"), "secret");
        assertThat(new Pages(folder).find(name)).isEmpty();
        assertThat(new Pages(null).find(name)).isEmpty();
    }

    @Test
    void takesTheFoldersFirstAndAnewEachTime() throws Exception {
        var pages = new Pages(folder);
        var own = pages.find("app.js").orElseThrow();
        Files.writeString(folder.resolve("app.js"), "one");
        var one = pages.find("app.js").orElseThrow();
        Files.writeString(folder.resolve("app.js"), "two");
        assertThat(pages.find("app.js").orElseThrow().content()).asString().isEqualTo("two");
        assertThat(one.tag()).isNotEqualTo(own.tag()).isNotEqualTo(pages.find("app.js").orElseThrow().tag());
        assertThat(pages.find("api.js")).isEqualTo(new Pages(null).find("api.js"));
    }

    @Test
    void followsNoLinkOutOfTheFolder() throws Exception {
        var inside = Files.createDirectories(folder.resolve("pages-of-mine"));
        Files.writeString(folder.resolve("secret.js"), "secret");
        Files.createSymbolicLink(inside.resolve("secret.js"), folder.resolve("secret.js"));
        Files.createSymbolicLink(inside.resolve("out"), folder);
        assertThat(new Pages(inside).find("secret.js")).isEmpty();
        assertThat(new Pages(inside).find("out/secret.js")).isEmpty();
    }

    @Test
    void knowsWhoHasIt() {
        var page = Page.of("a.css", new byte[]{1});
        assertThat(page.isKnownBy("\"x\", " + page.tag())).isTrue();
        assertThat(page.isKnownBy("W/" + page.tag())).isTrue();
        assertThat(page.isKnownBy("*")).isTrue();
        assertThat(page.isKnownBy("\"x\"")).isFalse();
        assertThat(page.tag()).isEqualTo(Page.of("a.css", new byte[]{1}).tag())
                .isNotEqualTo(Page.of("a.css", new byte[]{2}).tag());
        assertThatThrownBy(() -> Page.of("a.exe", new byte[0])).hasMessageContaining("a.exe");
    }
}

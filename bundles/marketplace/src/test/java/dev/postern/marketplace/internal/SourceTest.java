// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTest {
    private static final String KEY = "ab".repeat(32);

    @Test
    void readsLinesAndSortsThemByWhoHasTheSay() {
        var sources = Source.all(config(false, "b=https://b.example.org/m " + KEY,
                "a=file:///srv/mirror/ " + KEY, "c=http://127.0.0.1:8080/ " + KEY + " priority=10 vouches=true"));
        assertThat(sources).extracting(Source::name).containsExactly("c", "a", "b");
        assertThat(sources.getFirst().vouches()).isTrue();
        assertThat(sources.getLast().folder()).hasToString("https://b.example.org/m/");
        assertThat(Source.all(config(true, "a=http://a.example.org " + KEY))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a=http://a.example.org/ KEY|http serves on this machine only",
        "a=http://localhost/ KEY|http serves on this machine only",
        "a=ftp://a.example.org/ KEY|neither https",
        "a=https:///x KEY|no host",
        "a=https://a.example.org/?x KEY|no query",
        "a=https://u:p@a.example.org/ KEY|no query, fragment, or user",
        "a=file://host/x KEY|file:///",
        "a=https://a.example.org/|64 hexadecimal",
        "a=https://a.example.org/ KEY priority=1001|64 hexadecimal",
        "A=https://a.example.org/ KEY|64 hexadecimal"})
    void refusesWhatIsNoneByTheRule(String line, String why) {
        assertThatThrownBy(() -> Source.all(config(false, line.replace("KEY", KEY))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("sources: ")
                .hasMessageContaining(why);
    }

    @Test
    void namesDiffer() {
        assertThatThrownBy(() -> Source.all(config(false, "a=file:///a " + KEY, "a=file:///b " + KEY)))
                .hasMessageContaining("two are called a");
    }

    private static MarketplaceConfig config(boolean plainHttp, String... sources) {
        return (MarketplaceConfig) Proxy.newProxyInstance(MarketplaceConfig.class.getClassLoader(),
                new Class<?>[]{MarketplaceConfig.class}, (_, method, _) -> switch (method.getName()) {
                    case "sources" -> sources;
                    case "plain_http" -> plainHttp;
                    default -> method.getDefaultValue();
                });
    }
}

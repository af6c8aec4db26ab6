// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.postern.core.access.Grants;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginTrust;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {
    /** What is asked now, what then, and whether that is more. */
    @ParameterizedTest
    @CsvSource({
        "hosts, a.example.org, a.example.org, false",
        "hosts, a.example.org, b.example.org, true",
        "hosts, a.example.org, A.Example.org, false",
        "hosts, *.example.org, a.example.org, false",
        "hosts, *.example.org, *.a.example.org, false",
        "hosts, *.example.org, example.org, true",
        "hosts, *.example.org, evilexample.org, true",
        "hosts, a.example.org, *.example.org, true",
        "hosts, a.example.org, a.example.org:8443, true",
        "hosts, a.example.org:*, a.example.org:8443, false",
        "hosts, a.example.org:*, a.example.org, false",
        "hosts, a.example.org:8443, a.example.org:*, true",
        "hosts, a.example.org, *, true",
        "hosts, *, *, false",
        "hosts, *, *:*, true",
        "hosts, *, a.example.org, true",
        "hosts, [::1], [::1]:8080, true",
        "hosts, [::1]:*, [::1]:8080, false",
        "files, work:read, work:read, false",
        "files, work:read, work:write, true",
        "files, work:write, work:read, false",
        "files, *:read, work:read, false",
        "files, *:read, work:write, true",
        "files, work:read, *:read, true",
        "programs, git, git, false",
        "programs, git, ls, true",
        "programs, *, ls, false",
        "programs, git, *, true",
        "secrets, key, key, false",
        "secrets, key, other, true",
        "secrets, '', other, true",
    })
    void tellsWhatIsMore(String kind, String before, String after, boolean more) {
        var compared = Permissions.compare(Optional.of(asks(kind, before)), asks(kind, after));
        var named = kind.substring(0, kind.length() - 1) + " " + after;
        assertThat(compared.more()).isEqualTo(more ? List.of(named) : List.of());
        assertThat(compared.asked()).containsExactly(named);
    }

    @Test
    void tellsWhatIsDropped() {
        var before = Grants
                .of(Map.of("dev.postern.plugin", "p", "hosts", List.of("a.org", "b.org"), "programs", "git"));
        var compared = Permissions.compare(Optional.of(before), asks("hosts", "b.org"));
        assertThat(compared.dropped()).containsExactly("host a.org", "program git");
        assertThat(compared.more()).isEmpty();
    }

    @Test
    void aFirstInstallAsksForEverythingAndForNothingMore() {
        var compared = Permissions.compare(Optional.empty(), asks("files", "work:write"));
        assertThat(compared).isEqualTo(new PluginTrust.Permissions(List.of("file work:write"), List.of(), List.of()));
    }

    @Test
    void moreTakesAMajorStepUnlessItIsAStepBack() {
        var more = new PluginTrust.Permissions(List.of("host a.org"), List.of("host a.org"), List.of());
        for (var refused : List.of("1.2.4", "1.3.0", "1.2.3.later")) {
            assertThatThrownBy(() -> Permissions.check(more, "1.2.3", refused))
                    .isInstanceOfSatisfying(PluginException.class,
                            it -> assertThat(it.code()).isEqualTo("permissions_broken"))
                    .hasMessageContainingAll("host a.org", "1.2.3", "2.0.0");
        }
        for (var allowed : List.of("2.0.0", "3.1.0", "1.2.2", "0.9.0")) {
            assertThatCode(() -> Permissions.check(more, "1.2.3", allowed)).doesNotThrowAnyException();
        }
        assertThatCode(() -> Permissions.check(new PluginTrust.Permissions(List.of("host a.org"), List.of(), List.of()),
                "1.2.3", "1.2.4")).doesNotThrowAnyException();
    }

    private static Grants asks(String kind, String what) {
        return Grants.of(Map.of("dev.postern.plugin", "p", kind, Stream.of(what).filter(it -> !it.isEmpty()).toList()));
    }
}

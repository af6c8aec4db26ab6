// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;

import dev.postern.api.tool.ToolException;
import dev.postern.core.access.PublicAddresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts a plugin may ask for, and in which spelling. */
class HostRulesTest {
    @Test
    void aPluginReachesWhatItAsksForByName() throws Exception {
        var rules = Https.rules(List.of("api.example.org", "*.example.com"), List.of(), List.of());
        rules.check(target("https://api.example.org/"));
        rules.check(target("https://a.b.example.com/"));
        refused(rules, "https://example.org/", "the plugin must ask for it in @PosternPlugin");
        refused(rules, "https://example.com/", "may not reach example.com");
        refused(rules, "https://badexample.com/", "may not reach");
        refused(rules, "https://api.example.org.evil.net/", "may not reach");
    }

    @Test
    void aPluginThatAsksForAnyReachesWhatIsNamedForItAndAtFirstNothing() throws Exception {
        refused(Https.rules(List.of("*"), List.of(), List.of()), "https://example.org/",
                "under hosts of dev.postern.access, here test=example.org");
        refused(Https.rules(List.of("*"), List.of("other=*:*"), List.of()), "https://example.org/", "test=example.org");
        var rules = Https.rules(List.of("*"), List.of("test=example.org", "test=*.example.com"), List.of());
        rules.check(target("https://example.org/"));
        rules.check(target("http://www.example.com/"));
        refused(rules, "https://example.net:8443/", "here test=example.net:8443");
        Https.rules(List.of("*"), List.of("test=*"), List.of()).check(target("https://example.net/"));
    }

    @Test
    void whatIsNamedForAPluginThatDoesNotAskForAnyGivesItNothing() {
        refused(Https.rules(List.of("api.example.org"), List.of("test=*:*"), List.of()), "https://example.net/",
                "must ask for it");
    }

    @ParameterizedTest
    @CsvSource({
        "example.org,      http://example.org/,       true",
        "example.org,      https://example.org:443/,  true",
        "example.org,      https://example.org:80/,   false",
        "example.org,      http://example.org:22/,    false",
        "example.org:8443, https://example.org:8443/, true",
        "example.org:8443, https://example.org/,      false",
        "example.org:*,    http://example.org:6379/,  true",
        "*,                http://example.org:6379/,  false",
        "*:6379,           http://example.org:6379/,  true",
    })
    void portsAreTheSchemesOwnOrThoseNamed(String host, String uri, boolean allowed) throws Exception {
        var rules = Https.rules(List.of("*"), List.of("test=" + host), List.of());
        if (allowed) {
            rules.check(target(uri));
        } else {
            refused(rules, uri, "may not reach");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://EXAMPLE.org/,            example.org",
        "http://example.org./,           example.org",
        "http://b%C3%BCcher.example/,    ",
        "http://bücher.example/,         ",
        "http://xn--bcher-kva.example/,  xn--bcher-kva.example",
        "http://ⓔxample.org/,            ",
        "http://127.0.0.1./,             ",
        "http://[::1]/,                  0:0:0:0:0:0:0:1",
        "http://[0:0::0:1]/,             0:0:0:0:0:0:0:1",
        "http://[::ffff:7f00:1]/,        127.0.0.1",
        "http://[fe80::1%25eth0]/,       ",
        "http://example.org../,          ",
        "http://127.1/,                  ",
        "http://2130706433/,             ",
        "http://0177.0.0.1/,             ",
        "http://0x7f.0.0.1/,             ",
        "http://0x7f000001/,             ",
        "http://127.0.0.01/,             ",
        "http://127.0.0.1.example.org/,  127.0.0.1.example.org",
        "http://user@example.org/,       ",
        "http://user:secret@example.org/,",
        "http://example.org@127.0.0.1/,  ",
        "http://example.org:0/,          ",
        "http://example.org:65536/,      ",
        "http:///path,                   ",
        "http:example.org,               ",
        "//example.org/,                 ",
        "file:///etc/passwd,             ",
        "ftp://example.org/,             ",
        "jar:http://example.org/x!/,     ",
        "gopher://example.org/,          ",
    })
    void aHostHasOneSpelling(String uri, String host) throws Exception {
        if (host == null) {
            assertThatThrownBy(() -> target(uri)).isInstanceOfSatisfying(ToolException.class,
                    refusal -> assertThat(refusal.code()).isEqualTo("forbidden"))
                    .hasMessageNotContaining("secret");
        } else {
            assertThat(target(uri).host()).isEqualTo(host);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.9.9.9", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.0.1", "198.19.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "2002:7f00:1::", "2002:c0a8:1::1",
        "2001:0:53aa:64c::1", "2001:db8::1", "3fff::1", "2606:2800:220:1:0:5efe:7f00:1", "100::1", "fc00::1",
        "fd00::1", "fe80::1", "fec0::1", "ff02::1", "5f00::1"
    })
    void addressesThatAreNotOfTheWorldAreRefused(String address) {
        assertThat(PublicAddresses.isOfTheWorld(InetAddress.ofLiteral(address))).isFalse();
        var host = address.contains(":") ? "[" + address + "]" : address;
        refused(Https.rules(List.of("*"), List.of("test=*"), List.of()), "http://" + host + "/", "private network");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "93.184.216.34", "198.20.0.1", "100.128.0.1", "172.32.0.1", "192.0.1.1", "223.255.255.255",
        "2606:2800:220:1::", "64:ff9b::5db8:d822", "2002:5db8:d822::1", "2606:2800:220:1:0:5efe:5db8:d822",
        "2001:4860::1"
    })
    void addressesOfTheWorldAreNot(String address) {
        assertThat(PublicAddresses.isOfTheWorld(InetAddress.ofLiteral(address))).isTrue();
    }

    @Test
    void oneAddressOfSeveralThatIsPrivateIsOneTooMany() throws Exception {
        var rules = Https.rules(List.of("*"), List.of("test=*"), List.of("known.example"));
        var both = List.of(InetAddress.ofLiteral("93.184.216.34"), InetAddress.ofLiteral("10.0.0.1"));
        assertThatThrownBy(() -> rules.check(target("http://a.example/"), both)).hasMessageContaining("privateHosts");
        rules.check(target("http://known.example/"), both);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "=example.org", "tools-web=", "tools-web=http://example.org",
        "tools-web=example.org:0", "tools-web=example.org:70000", "tools-web=a*.example.org", "tools-web=**",
        "tools-web=*.*", "tools-web=127.1", "tools-web=a..b", "Tools=example.org", "tools-web=user@example.org",
        "tools-web=example.org/path"})
    void aSettingThatIsNoneSaysTheRule(String setting) {
        assertThatThrownBy(() -> HostGrants.of(new String[]{setting}, new String[0]))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("hosts: ");
    }

    @Test
    void allHostsAreNotPrivateHosts() {
        assertThatThrownBy(() -> HostGrants.of(new String[0], new String[]{"*"}))
                .hasMessageContaining("privateHosts: name them");
        assertThatThrownBy(() -> HostGrants.of(new String[0], new String[]{"10.1"}))
                .hasMessageContaining("privateHosts: ");
    }

    @Test
    void namesAreTakenAsPeopleWriteThem() throws Exception {
        Https.rules(List.of("*"), List.of("test=Bücher.example"), List.of())
                .check(target("http://xn--bcher-kva.example/"));
    }

    private static Target target(String uri) throws ToolException {
        return Target.of(URI.create(uri));
    }

    private static void refused(HostRules rules, String uri, String reason) {
        assertThatThrownBy(() -> rules.check(target(uri)))
                .isInstanceOfSatisfying(ToolException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("forbidden"))
                .hasMessageContaining(reason);
    }
}

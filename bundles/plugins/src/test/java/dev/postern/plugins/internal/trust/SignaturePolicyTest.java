// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginTrust.State;
import dev.postern.plugins.internal.trust.SignaturePolicy.Verdict;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturePolicyTest {
    private static final Clock NOW = Clock.systemUTC();
    private static final Optional<Optional<Signer>> NOTHING = Optional.empty();

    @TempDir
    private static Path folder;
    private static Keys keys;
    private static Path plain;
    private static Path signed;

    @BeforeAll
    static void sign() throws Exception {
        keys = new Keys(folder).with("acme", "Ed25519").with("other", "EC")
                .with("former", "Ed25519", "-startdate", "-400d", "-validity", "30");
        var entries = new LinkedHashMap<String, byte[]>();
        entries.put("META-INF/MANIFEST.MF", Zips.utf8("Manifest-Version: 1.0\nBundle-SymbolicName: p\n"));
        entries.put("org/example/A.class", Zips.utf8("code"));
        entries.put("META-INF/notes.txt", Zips.utf8("notes"));
        plain = Zips.write(folder, entries);
        signed = keys.sign(plain, "acme");
    }

    @Test
    void acceptsWhatAPinnedKeySigned() throws Exception {
        var verdict = judge(signed, "acme=" + keys.digest("acme"));
        assertThat(verdict.refusal()).isEmpty();
        assertThat(verdict.signer()).contains(new Signer("acme", keys.digest("acme")));
        assertThat(verdict.signature().state()).isEqualTo(State.SIGNED);
        assertThat(verdict.signature().subject()).contains("CN=acme");
        assertThat(verdict.warnings()).isEmpty();
        // beside a signer that nobody knows, and while one key replaces another
        assertThat(judge(keys.sign(plain, "other", "acme"), "acme=" + keys.digest("acme")).signer())
                .map(Signer::publisher).contains("acme");
        assertThat(judge(keys.sign(plain, "other"), "acme=" + keys.digest("acme"), "acme=" + keys.digest("other"))
                .signer()).map(Signer::publisher).contains("acme");
    }

    @Test
    void refusesASignerThatNobodyPinnedAndSaysWhichKeyItWas() throws Exception {
        assertRefused(judge(signed), State.UNKNOWN_SIGNER, keys.digest("acme"), "CN=acme", "publishers add");
        assertRefused(judge(signed, "acme=" + keys.digest("other")), State.UNKNOWN_SIGNER, keys.digest("acme"));
    }

    @Test
    void refusesACertificateThatIsNotValidNow() throws Exception {
        var pinned = "former=" + keys.digest("former");
        assertRefused(judge(keys.sign(plain, "former"), pinned), State.SIGNATURE_EXPIRED, "former", "valid from");
        var early = Clock.offset(NOW, Duration.ofDays(-10));
        assertRefused(
                policy(early, "acme=" + keys.digest("acme")).judge(signed, "p", "path", NOTHING, Optional.empty()),
                State.SIGNATURE_EXPIRED, "acme");
    }

    @Test
    void refusesWhatWasChangedAddedOrTakenAwaySinceItWasSigned() throws Exception {
        var pinned = "acme=" + keys.digest("acme");
        assertRefused(judge(Zips.with(signed, "org/example/A.class", "evil"), pinned), State.TAMPERED, "A.class");
        assertRefused(judge(Zips.with(signed, "org/example/B.class", "evil"), pinned), State.TAMPERED, "B.class");
        assertRefused(judge(Zips.with(signed, "META-INF/more.txt", "evil"), pinned), State.TAMPERED, "more.txt");
        // the platform takes any file of such a name for part of a signature
        assertRefused(judge(Zips.with(signed, "META-INF/SIG-MORE", "evil"), pinned), State.TAMPERED, "SIG-MORE");
        assertRefused(judge(Zips.with(signed, "META-INF/LOOSE.EC", "evil"), pinned), State.TAMPERED, "LOOSE.EC");
        assertRefused(judge(Zips.without(signed, "org/example/A.class"), pinned), State.TAMPERED, "A.class", "gone");
        assertRefused(judge(Zips.without(signed, "META-INF/ACME.EC"), pinned), State.TAMPERED, "cover");
        assertRefused(judge(Zips.with(signed, "META-INF/ACME.EC", "no block"), pinned), State.TAMPERED, "cover");
    }

    /** The manifest of a bundle says what runs, and the platform's check lets it grow. */
    @ParameterizedTest
    @ValueSource(strings = {"Bundle-Activator: org.example.Evil\r\n", "Name: org/example/C.class\r\nX: y\r\n\r\n"})
    void refusesAManifestWithMoreInIt(String more) throws Exception {
        var manifest = new String(Zips.read(signed).get("META-INF/MANIFEST.MF"), StandardCharsets.UTF_8);
        int end = more.startsWith("Name") ? manifest.length() : manifest.indexOf("\r\n\r\n") + 2;
        var grown = Zips.with(signed, "META-INF/MANIFEST.MF",
                manifest.substring(0, end) + more + manifest.substring(end));
        assertRefused(judge(grown, "acme=" + keys.digest("acme")), State.TAMPERED, "from its publisher again");
    }

    @Test
    void refusesEntriesThatDifferentSignersSigned() throws Exception {
        var half = Zips.with(signed, "org/example/B.class", "more");
        assertRefused(judge(keys.sign(half, "other"), "acme=" + keys.digest("acme")), State.TAMPERED,
                "from its publisher again");
    }

    @Test
    void letsUnsignedFilesInByTheWaysThatAreOpenAndWarnsTheFirstTime() throws Exception {
        for (String source : new String[]{"deploy", "path", "blob"}) {
            var verdict = judge(plain, source, NOTHING, Map.of());
            assertThat(verdict.refusal()).isEmpty();
            assertThat(verdict.signature().state()).isEqualTo(State.UNSIGNED);
            assertThat(verdict.warnings()).singleElement().asString().contains("not signed");
            assertThat(judge(plain, source, Optional.of(Optional.empty()), Map.of()).warnings()).isEmpty();
        }
        assertRefused(judge(plain, "marketplace", NOTHING, Map.of()), State.UNSIGNED, "marketplace", "plugins sign");
        Map<String, Object> signedOnly = Map.of("unsigned", new String[0]);
        assertRefused(judge(plain, "deploy", NOTHING, signedOnly), State.UNSIGNED, "deploy");
    }

    @Test
    void letsNoUnsignedFileIntoAGatewayThatListensBeyondItsMachine() throws Exception {
        for (String host : new String[]{"", "0.0.0.0", "192.0.2.1", "gateway.example.org"}) {
            assertRefused(policy(host, Map.of()).judge(plain, "p", "deploy", NOTHING, Optional.empty()), State.UNSIGNED,
                    "beyond");
            assertThat(policy(host, Map.of("unsigned_beyond_localhost", true))
                    .judge(plain, "p", "deploy", NOTHING, Optional.empty())
                    .refusal()).isEmpty();
        }
        assertThat(policy("localhost", Map.of()).judge(plain, "p", "deploy", NOTHING, Optional.empty()).refusal())
                .isEmpty();
    }

    @Test
    void holdsAnUpdateToWhoSignedWhatIsInstalled() throws Exception {
        var acme = Optional.of(Optional.of(new Signer("acme", "0".repeat(64))));
        assertRefused(judge(plain, "path", acme, Map.of()), State.UNSIGNED, "signed by acme", "uninstall");
        var pinned = Map.<String, Object>of("publishers",
                new String[]{"acme=" + keys.digest("acme"), "other=" + keys.digest("other")});
        // the same publisher with another key
        assertThat(judge(signed, "path", acme, pinned).refusal()).isEmpty();
        assertRefused(judge(keys.sign(plain, "other"), "path", acme, pinned), State.WRONG_PUBLISHER, "other", "acme");
        // who had no signature may get one
        assertThat(judge(signed, "path", Optional.of(Optional.empty()), pinned).refusal()).isEmpty();
    }

    @Test
    void keepsIdsForTheirPublisher() throws Exception {
        var pinned = new String[]{"acme=" + keys.digest("acme") + " p acme.*", "other=" + keys.digest("other")};
        assertThat(judge(signed, pinned).refusal()).isEmpty();
        assertRefused(judge(keys.sign(plain, "other"), pinned), State.WRONG_PUBLISHER, "reserved to acme");
        assertRefused(judge(plain, pinned), State.UNSIGNED, "reserved to acme");
        var policy = policy(NOW, pinned);
        assertRefused(policy.judge(signed, "q", "path", NOTHING, Optional.empty()), State.WRONG_PUBLISHER,
                "publishes p, acme.*");
        assertThat(policy.judge(signed, "acme.tools", "path", NOTHING, Optional.empty()).refusal()).isEmpty();
        assertThat(policy.judge(keys.sign(plain, "other"), "q", "path", NOTHING, Optional.empty()).refusal()).isEmpty();
    }

    @Test
    void namesASettingThatCannotBeRead() {
        for (String bad : new String[]{"acme", "acme=12", "Acme=" + "0".repeat(64), "acme=" + "0".repeat(64) + " *x"}) {
            assertThatThrownBy(() -> new Publishers(Settings.of(Map.of("publishers", new String[]{bad}))))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("publishers: ")
                    .hasMessageContaining(bad);
        }
    }

    private static void assertRefused(Verdict verdict, State state, String... words) {
        assertThat(verdict.signature().state()).isEqualTo(state);
        assertThat(verdict.signer()).isEmpty();
        assertThatThrownBy(verdict::check).isInstanceOfSatisfying(PluginException.class,
                refused -> assertThat(refused.code()).isEqualToIgnoringCase(state.name()))
                .hasMessageContainingAll(words);
    }

    private static Verdict judge(Path jar, String... publishers) throws Exception {
        return policy(NOW, publishers).judge(jar, "p", "path", NOTHING, Optional.empty());
    }

    private static Verdict judge(Path jar, String source, Optional<Optional<Signer>> installed,
            Map<String, Object> settings) throws Exception {
        return policy("127.0.0.1", settings).judge(jar, "p", source, installed, Optional.empty());
    }

    private static SignaturePolicy policy(Clock clock, String... publishers) {
        var config = Settings.of(Map.of("publishers", publishers));
        return new SignaturePolicy(config, new Publishers(config), "127.0.0.1", clock);
    }

    private static SignaturePolicy policy(String host, Map<String, Object> settings) {
        var config = Settings.of(settings);
        return new SignaturePolicy(config, new Publishers(config), host, NOW);
    }
}

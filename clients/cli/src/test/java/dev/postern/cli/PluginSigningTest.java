// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import dev.postern.cli.signing.SigningKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plugins keygen}, {@code plugins sign} and {@code plugins publishers}. */
class PluginSigningTest {
    @TempDir
    Path folder;
    private Shell shell;
    private Path key;
    private Path jar;

    @BeforeEach
    void makeJar() throws Exception {
        shell = new Shell(Map.of("POSTERN_HOME", folder.resolve("home").toString()));
        key = folder.resolve("acme.key");
        jar = folder.resolve("plugin.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (var name : new String[]{"META-INF/MANIFEST.MF", "org/example/A.class", "META-INF/notes.txt"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write((name.endsWith(".MF") ? "Manifest-Version: 1.0\n" : name).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void makesAKeyThatNobodyElseReadsWithACertificateOfItsOwn() throws Exception {
        var made = shell.run("plugins", "keygen", key.toString(), "--name", "Acme & Söhne");
        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(Files.getPosixFilePermissions(key)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        var certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(
                new ByteArrayInputStream(Files.readAllBytes(folder.resolve("acme.key.crt"))));
        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity();
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EdDSA");
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=Acme & Söhne");
        assertThat(certificate.getNotAfter().toInstant()).isAfter(Instant.now().plus(3_600, ChronoUnit.DAYS));
        assertThat(made.out()).contains(SigningKey.digest(certificate.getPublicKey()));

        var again = shell.run("plugins", "keygen", key.toString());
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("is there already");
    }

    @Test
    void givesCertificatesBeyondTheYearsOfTwoDigits() throws Exception {
        var until = Instant.parse("2061-02-03T04:05:06Z");
        var made = SigningKey.generate("x".repeat(300), Instant.parse("2026-01-01T00:00:00Z"), until);
        assertThat(made.certificate().getNotAfter().toInstant()).isEqualTo(until);
        assertThat(made.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=" + "x".repeat(300));
    }

    @Test
    void signsEveryEntryOnce() throws Exception {
        assertThat(shell.run("plugins", "keygen", key.toString()).exit()).isZero();
        var one = folder.resolve("one.jar");
        assertThat(shell.run("plugins", "sign", jar.toString(), "--key", key.toString(), "--out", one.toString())
                .out()).contains("one.jar  signed");
        // once more, in place: one signature, not two
        assertThat(shell.run("plugins", "sign", one.toString(), "--key", key.toString()).exit()).isZero();
        try (var signed = new JarFile(one.toFile(), true)) {
            var names = Collections.list(signed.entries()).stream().map(ZipEntry::getName).toList();
            assertThat(names).containsExactlyInAnyOrder("META-INF/MANIFEST.MF", "META-INF/SIGNER.SF",
                    "META-INF/SIGNER.EC", "org/example/A.class", "META-INF/notes.txt");
            for (var name : new String[]{"org/example/A.class", "META-INF/notes.txt"}) {
                var entry = signed.getJarEntry(name);
                signed.getInputStream(entry).readAllBytes();
                assertThat(entry.getCodeSigners()).as(name).hasSize(1);
            }
        }
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(shell.run("plugins", "sign", jar.toString()).exit()).isEqualTo(2);
        assertThat(shell.run("plugins", "sign", jar.toString(), "--key", key.toString()).err())
                .contains("cannot read " + key);
        assertThat(shell.run("plugins", "keygen", key.toString()).exit()).isZero();
        assertThat(shell.run("plugins", "keygen", folder.resolve("b.key").toString()).exit()).isZero();
        var before = Files.readAllBytes(jar);
        assertThat(shell.run("plugins", "sign", jar.toString(), "--key", key.toString(), "--certificate",
                folder.resolve("b.key.crt").toString()).err()).contains("certificate");
        assertThat(Files.readAllBytes(jar)).isEqualTo(before);
        var text = Files.writeString(folder.resolve("text.jar"), "no jar");
        assertThat(shell.run("plugins", "sign", text.toString(), "--key", key.toString()).err()).contains("no jar");
        assertThat(shell.run("plugins", "sign", jar.toString(), "--key", text.toString(), "--certificate",
                folder.resolve("b.key.crt").toString()).err()).contains("PRIVATE KEY");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith(".signed"));
        }
    }

    @Test
    void pinsListsAndRemovesPublishers() throws Exception {
        assertThat(shell.run("plugins", "publishers").err()).contains("No publisher is pinned");
        shell.run("plugins", "keygen", key.toString());
        var digest = shell.run("plugins", "publishers", "add", "acme", key + ".crt", "--ids", "acme,acme.*", "--json")
                .out().replaceAll("(?s).*\"key\":\"([0-9a-f]{64})\".*", "$1");
        assertThat(digest).hasSize(64);
        assertThat(shell.run("plugins", "publishers", "add", "other", "a".repeat(64)).out()).contains("pinned");
        var conf = folder.resolve("home/conf/dev.postern.plugins.json");
        assertThat(conf).content().contains("\"acme=" + digest + " acme acme.*\"", "\"other=" + "a".repeat(64) + "\"");
        assertThat(shell.run("plugins", "publishers").out()).contains("acme.*", digest.substring(0, 40), "other");
        // the same again changes its ids
        assertThat(shell.run("plugins", "publishers", "add", "acme", digest).exit()).isZero();
        assertThat(conf).content().contains("\"acme=" + digest + "\"").doesNotContain("acme.*");
        assertThat(shell.run("plugins", "publishers", "add", "third", digest).err()).contains("pinned as acme");
        assertThat(shell.run("plugins", "publishers", "remove", "acme").exit()).isZero();
        assertThat(shell.run("plugins", "publishers").out()).doesNotContain("acme").contains("other");
        assertThat(shell.run("plugins", "publishers", "remove", "acme").err()).contains("no publisher acme");
        assertThat(shell.run("plugins", "publishers", "add", "acme", jar.toString()).err()).contains("no certificate");
        assertThat(shell.run("plugins", "publishers", "add", "Ac me", digest).err()).contains("name is");
        assertThat(shell.run("plugins", "publishers", "add", "acme").exit()).isEqualTo(2);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.ZipCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that are made to do harm when they are unpacked or read. */
class ZipCheckTest {
    private static final long MOST = 1 << 20;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"../evil.class", "a/../../evil.class", "/etc/cron.d/evil", "..", "a/..", "..\\evil.class",
        "C:\\evil.class", "a/../b.class"})
    void refusesNamesThatLeadOutside(String name) throws Exception {
        var refused = refusal(zip(name));
        assertThat(refused.code()).isEqualTo("not_a_bundle");
        assertThat(refused).hasMessageContaining(name).hasMessageContaining("leads outside");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b/c.class", "..a/b", "a/b..", "...", "a/.hidden", "META-INF/versions/25/a.class"})
    void takesNamesThatOnlyLookLikeIt(String name) throws Exception {
        try (var zip = new ZipFile(zip(name).toFile())) {
            assertThatCode(() -> new ZipCheck(MOST, "a limit").check(zip)).doesNotThrowAnyException();
        }
    }

    /** Which of two is read is up to who reads. */
    @Test
    void refusesWhatStandsThereTwice() throws Exception {
        byte[] once = Files.readAllBytes(zip("a/One.class", "a/Two.class"));
        // the writer refuses to write it, so it is made of two
        Path twice = Files.write(folder.resolve("twice.jar"),
                new String(once, StandardCharsets.ISO_8859_1).replace("Two", "One")
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refusal(twice)).hasMessageContaining("twice");
        // signatures and manifests are found whatever the case of their names
        assertThat(refusal(zip("META-INF/MANIFEST.MF", "meta-inf/manifest.mf"))).hasMessageContaining("twice");
        assertThat(refusal(zip("META-INF/A.SF", "META-INF/a.sf"))).hasMessageContaining("twice");
    }

    @Test
    void stopsReadingABombWhenItIsTooLarge() throws Exception {
        Path bomb = folder.resolve("bomb.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            zip.putNextEntry(new ZipEntry("zeros"));
            for (int i = 0; i <= MOST / 65_536; i++) {
                zip.write(new byte[65_536]);
            }
        }
        assertThat(Files.size(bomb)).isLessThan(MOST / 100);
        var refused = refusal(bomb);
        assertThat(refused.code()).isEqualTo("too_large");
        assertThat(refused).hasMessageContaining("a limit");
    }

    /** Everybody reads a manifest whole. */
    @Test
    void refusesAManifestThatFillsTheMemory() throws Exception {
        Path large = folder.resolve("large.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(large))) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write(new byte[(8 << 20) + 1]);
        }
        try (var zip = new ZipFile(large.toFile())) {
            assertThat(catchThrowableOfType(PluginException.class, () -> new ZipCheck(1 << 30, "a limit").check(zip)))
                    .hasMessageContaining("META-INF/MANIFEST.MF has at most 8388608 bytes");
        }
    }

    @Test
    void refusesTooManyEntries() throws Exception {
        var names = new String[20_001];
        Arrays.setAll(names, i -> "e" + i);
        assertThat(refusal(zip(names)).code()).isEqualTo("too_large");
    }

    @Test
    void refusesWhatIsDamaged() throws Exception {
        byte[] bytes = Files.readAllBytes(stored("a/One.class", "the content"));
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("the content");
        bytes[at] ^= 1;
        assertThat(refusal(Files.write(folder.resolve("damaged.jar"), bytes))).hasMessageContaining("damaged");
    }

    private static PluginException refusal(Path file) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            var refused = catchThrowableOfType(PluginException.class, () -> new ZipCheck(MOST, "a limit").check(zip));
            assertThat(refused).as("a refusal").isNotNull();
            return refused;
        }
    }

    private Path zip(String... names) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(1);
            }
        }
        return Files.write(Files.createTempFile(folder, "made", ".jar"), bytes.toByteArray());
    }

    private Path stored(String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        var crc = new java.util.zip.CRC32();
        crc.update(bytes);
        Path file = folder.resolve("stored.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            var entry = new ZipEntry(name);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(bytes);
        }
        return file;
    }
}

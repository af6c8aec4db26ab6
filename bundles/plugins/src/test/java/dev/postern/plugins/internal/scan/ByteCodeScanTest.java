// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import dev.postern.core.access.Grants;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginTrust.Finding;
import dev.postern.core.plugin.PluginTrust.Reach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

class ByteCodeScanTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Grants NOTHING = Grants.none("p");

    @TempDir
    private Path folder;

    @Test
    void findsEachWayOutWhereItIsUsed() throws Exception {
        var found = scan(Map.of("a/Reaching.class", bytes(Reaching.class)), NOTHING);
        var methods = Arrays.stream(Reaching.class.getDeclaredMethods()).map(method -> method.getName())
                .filter(name -> name.matches("[a-z_]+By[A-Z].*")).toList();
        assertThat(methods).hasSizeGreaterThan(20);
        for (String method : methods) {
            var kind = Reach.valueOf(method.substring(0, method.indexOf("By")).toUpperCase(Locale.ROOT));
            assertThat(found).as(method).anySatisfy(finding -> {
                assertThat(finding.where()).isEqualTo(Reaching.class.getName() + "." + method);
                assertThat(finding.kind()).isEqualTo(kind);
                assertThat(finding.declared()).isFalse();
            });
        }
        assertThat(found).extracting(Finding::what).contains("java.net.Socket.<init>", "java.lang.Runtime.halt",
                "native method");
    }

    @Test
    void findsNothingInHonestCode() throws Exception {
        assertThat(scan(Map.of("a/Harmless.class", bytes(Harmless.class), "a/Harmless$Colour.class",
                bytes(Harmless.Colour.class), "notes.txt", new byte[3]), NOTHING)).isEmpty();
    }

    @Test
    void tellsWhatIsDeclared() throws Exception {
        var asks = Grants.of(Map.of("dev.postern.plugin", "p", "hosts", List.of("example.org"), "programs", "id"));
        var found = scan(Map.of("a/Reaching.class", bytes(Reaching.class)), asks);
        assertThat(found).filteredOn(Finding::declared).extracting(Finding::kind).containsOnly(Reach.NETWORK,
                Reach.PROGRAMS);
        assertThat(found).filteredOn(it -> !it.declared()).extracting(Finding::kind).contains(Reach.FILES)
                .doesNotContain(Reach.NETWORK, Reach.PROGRAMS);
    }

    @Test
    void readsJarsInside() throws Exception {
        byte[] library = zip(Map.of("a/Reaching.class", bytes(Reaching.class)));
        var found = scan(Map.of("lib/inner.jar", library), NOTHING);
        assertThat(found).extracting(Finding::kind).contains(Reach.EXIT, Reach.NETWORK).doesNotContain(
                Reach.HIDDEN_CODE);
        assertThat(scan(Map.of("lib/inner.dat", library), NOTHING)).extracting(Finding::kind)
                .contains(Reach.HIDDEN_CODE, Reach.EXIT);
        var nested = scan(Map.of("lib/outer.jar", zip(Map.of("deep.jar", library))), NOTHING);
        assertThat(nested).extracting(Finding::kind).containsExactly(Reach.HIDDEN_CODE);
        assertThat(nested).extracting(Finding::where).containsExactly("lib/outer.jar!/deep.jar");
    }

    /** Zeros that are small until somebody unpacks them. */
    @Test
    void givesUpOnABombInside() throws Exception {
        var bomb = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bomb)) {
            zip.putNextEntry(new ZipEntry("zeros"));
            for (int i = 0; i < 2_100; i++) {
                zip.write(new byte[1 << 16]);
            }
        }
        assertThat(scan(Map.of("lib/bomb.jar", bomb.toByteArray()), NOTHING)).singleElement().satisfies(it -> {
            assertThat(it.kind()).isEqualTo(Reach.UNREADABLE);
            assertThat(it.what()).contains("unpacks to more than");
        });
    }

    @Test
    void findsCodeThatDoesNotLookLikeIt() throws Exception {
        var entries = new LinkedHashMap<String, byte[]>();
        entries.put("picture.png", bytes(Reaching.class));
        entries.put("libevil.so", new byte[]{0x7f, 'E', 'L', 'F', 2});
        var found = scan(entries, NOTHING);
        assertThat(found).extracting(Finding::kind).contains(Reach.HIDDEN_CODE, Reach.EXIT);
        assertThat(found).anySatisfy(it -> assertThat(it)
                .isEqualTo(new Finding(Reach.NATIVE, "a native library", "libevil.so", false)));
    }

    @Test
    void takesWhatCannotBeReadAsAFinding() throws Exception {
        byte[] whole = bytes(Reaching.class);
        for (int length : new int[]{0, 3, 9, 40, 200, whole.length / 2, whole.length - 1}) {
            assertThat(scan(Map.of("a/Broken.class", Arrays.copyOf(whole, length)), NOTHING)).as("cut at " + length)
                    .extracting(Finding::kind).contains(Reach.UNREADABLE);
        }
        byte[] newer = whole.clone();
        newer[7] = (byte) 200;
        assertThat(scan(Map.of("a/Newer.class", newer), NOTHING)).extracting(Finding::kind)
                .containsExactly(Reach.UNREADABLE);
    }

    @Test
    void saysWhenItDidNotReadAll() throws Exception {
        var found = ByteCodeScan.findings(file(Map.of("a/Reaching.class", bytes(Reaching.class))), NOTHING,
                Duration.ofMillis(-1));
        assertThat(found).singleElement().satisfies(it -> {
            assertThat(it.kind()).isEqualTo(Reach.UNREADABLE);
            assertThat(it.what()).contains("was not read");
        });
    }

    @Test
    void tellsSoManyAndNoMore() throws Exception {
        var writer = new ClassWriter(0);
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC, "a/Many", null, "java/lang/Object", null);
        for (int i = 0; i < 1_000; i++) {
            writer.visitMethod(Opcodes.ACC_NATIVE, "m" + i, "()V", null, null);
        }
        assertThat(scan(Map.of("a/Many.class", writer.toByteArray()), NOTHING)).hasSize(200);
    }

    @Test
    void refusesTheKindsThatAreNotTakenUnlessDeclared() {
        var network = new Finding(Reach.NETWORK, "java.net.Socket.<init>", "a.B.c", false);
        var declared = new Finding(Reach.NETWORK, "java.net.Socket.<init>", "a.B.c", true);
        var policy = new ReachPolicy(Refusing.kinds("network", "hidden_code"));
        assertThatThrownBy(() -> policy.check(List.of(declared, network))).isInstanceOfSatisfying(PluginException.class,
                it -> assertThat(it.code()).isEqualTo("forbidden_reach"))
                .hasMessageContainingAll("network: java.net.Socket.<init> in a.B.c", "refused.reach");
        assertThatCode(() -> policy.check(List.of(declared, new Finding(Reach.FILES, "x", "y", false))))
                .doesNotThrowAnyException();
    }

    private List<Finding> scan(Map<String, byte[]> entries, Grants asked) throws IOException {
        return ByteCodeScan.findings(file(entries), asked, PATIENCE);
    }

    private Path file(Map<String, byte[]> entries) throws IOException {
        return Files.write(Files.createTempFile(folder, "plugin", ".jar"), zip(entries));
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        String file = type.getName().replace('.', '/') + ".class";
        try (var in = Objects.requireNonNull(type.getClassLoader().getResourceAsStream(file))) {
            return in.readAllBytes();
        }
    }
}

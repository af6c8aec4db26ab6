// SPDX-License-Identifier: Apache-2.0
package dev.postern.blobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

import dev.postern.core.blob.BlobInfo;
import dev.postern.core.blob.BlobStore;
import dev.postern.core.home.PosternHome;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobStoreTest {
    /** SHA-256 of "abc": FIPS 180-2, appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path root;
    private final Map<String, BlobInfo> table = new ConcurrentHashMap<>();
    private boolean refusing;
    private FileBlobStore blobs;

    @BeforeEach
    void open() {
        blobs = new FileBlobStore(store(), rows(), new PosternHome(root), 1_000_000);
    }

    @Test
    void keepsBytesByTheirDigest() throws Exception {
        var blob = blobs.put("a", "text/plain", bytes("abc"));

        assertThat(blob.sha256()).isEqualTo(ABC);
        assertThat(blob.id()).isEqualTo("b_" + ABC);
        assertThat(blob.size()).isEqualTo(3);
        assertThat(blobs.file("a", blob.id()).orElseThrow()).hasContent("abc");
        assertThat(blobs.info("a", blob.id())).contains(blob);
    }

    @Test
    void answersTheSameForTheSameBytes() throws Exception {
        var first = blobs.put("a", "text/plain", bytes("abc"));
        assertThat(blobs.put("a", "image/png", bytes("abc"))).isEqualTo(first);
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void hidesAnotherTenantsBlobUntilItSentTheBytesItself() throws Exception {
        var blob = blobs.put("a", "text/plain", bytes("abc"));
        assertThat(blobs.info("b", blob.id())).isEmpty();
        assertThat(blobs.file("b", blob.id())).isEmpty();

        assertThat(blobs.put("b", "text/plain", bytes("abc")).tenant()).isEqualTo("b");
        assertThat(blobs.file("b", blob.id())).isPresent();
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void refusesOneByteTooManyAndKeepsNothing() throws Exception {
        assertThat(blobs.put("a", "x/y", new ByteArrayInputStream(new byte[1_000_000])).size()).isEqualTo(1_000_000);
        assertThatThrownBy(() -> blobs.put("a", "x/y", new ByteArrayInputStream(new byte[1_000_001])))
                .isInstanceOf(BlobStore.TooLargeException.class);
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void keepsNothingOfWhatBreaksOff() throws Exception {
        var broken = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                if (left == 0) {
                    throw new IOException("connection reset");
                }
                left--;
                return 'x';
            }
        };
        assertThatThrownBy(() -> blobs.put("a", "x/y", broken)).hasMessage("connection reset");
        assertThat(files()).isZero();
    }

    @Test
    void acknowledgesNothingWithoutItsRow() {
        refusing = true;
        assertThatThrownBy(() -> blobs.put("a", "x/y", bytes("abc"))).isInstanceOf(IOException.class)
                .hasMessageContaining("the disk is full");
        assertThat(blobs.info("a", "b_" + ABC)).isEmpty();
    }

    @Test
    void clearsAwayWhatACrashLeftUnfinished() throws Exception {
        var part = Files.createFile(root.resolve("data/blobs/in123.part"));
        open();
        assertThat(part).doesNotExist();
    }

    @Test
    void takesNoPathForAnId() throws Exception {
        Files.createDirectories(root.resolve("data"));
        Files.writeString(root.resolve("data/secret"), "s");
        for (var id : new String[]{"../secret", "b_../../secret", "", "b_", "b_" + ABC + "/", ABC}) {
            assertThat(blobs.info("a", id)).isEmpty();
            assertThat(blobs.file("a", id)).isEmpty();
        }
    }

    @Test
    void keepsOneFileOfManySendersAtOnce() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                var tenant = "t" + i;
                executor.submit(() -> blobs.put(tenant, "x/y", bytes("abc")));
            }
        }
        assertThat(table).hasSize(16);
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void refusesALimitOutOfRange() {
        assertThatThrownBy(() -> new FileBlobStore(store(), rows(), new PosternHome(root), 0))
                .hasMessageContaining("max.bytes must be from 1 to");
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private long files() throws IOException {
        try (var all = Files.walk(root.resolve("data/blobs"))) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    private Store store() {
        return batch -> {
            if (refusing) {
                return CompletableFuture.failedFuture(
                        new StoreException(StoreException.Reason.UNAVAILABLE, "the disk is full", null));
            }
            var blob = ((Write.PutBlob) batch.writes().getFirst()).blob();
            table.put(blob.tenant() + ' ' + blob.id(), blob);
            return CompletableFuture.completedFuture(new Commit(1));
        };
    }

    private Rows rows() {
        return (Rows) Proxy.newProxyInstance(Rows.class.getClassLoader(), new Class<?>[]{Rows.class},
                (self, method, arguments) -> Optional.ofNullable(table.get(arguments[0] + " " + arguments[1])));
    }
}

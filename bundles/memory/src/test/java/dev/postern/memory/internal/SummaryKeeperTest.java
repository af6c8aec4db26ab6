// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.postern.api.memory.MemoryKind;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.RecordType;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which ends of turns have a summary made. */
class SummaryKeeperTest {
    @TempDir
    Path home;
    private TestStore kept;
    private Conversation talk;

    @BeforeEach
    void open() throws Exception {
        kept = TestStore.open(home, new NoMetrics());
        talk = new Conversation(kept, "s_1", SessionSettings.DEFAULT);
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void makesThemAfterTurnsThatReadOne() throws Exception {
        var keeper = keeper(null);
        talk.turn("one", "1");
        talk.turn("two", "2");
        await(() -> summary().isPresent() && keeper.isIdle());
        keeper.close();
        talk.turn("three", "3");
        talk.turn("four", "4");
        assertThat(talk.records(RecordType.MEMORY_CHANGED)).hasSize(1);
        // whoever keeps them next takes up what was left
        var next = keeper(null);
        talk.turn("five", "5");
        await(() -> summary().filter(made -> made.range().turns() == 5).isPresent());
        await(next::isIdle);
        next.close();
    }

    @Test
    void aStopCutsOffWhatIsBeingMade() throws Exception {
        var begun = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        var desk = new ScriptedDesk() {
            @Override
            public List<String> summarizers(java.util.Map<String, String> routing) {
                return List.of("local/slow");
            }
        };
        desk.then(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return "never";
            } finally {
                ended.countDown();
            }
        });
        var keeper = keeper(desk);
        talk.turn("one", "1");
        talk.turn("two", "2");
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        keeper.close();
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        await(keeper::isIdle);
        assertThat(summary()).isEmpty();
    }

    private SummaryKeeper keeper(@org.jspecify.annotations.Nullable ScriptedDesk desk) {
        return new SummaryKeeper(kept.store(), kept.rows(), kept.journal(), Conversation.settings(2, 0),
                new NoMetrics(), desk);
    }

    private Optional<Summary> summary() {
        return kept.rows().memory("default", "s_1", MemoryKind.SUMMARY).flatMap(Summary::of);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it never came true").isLessThan(end);
            Thread.sleep(5);
        }
    }
}

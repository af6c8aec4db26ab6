// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.nio.file.Path;
import java.time.Clock;

import dev.postern.core.hash.Sha256;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import dev.postern.json.StrictJson;

/** Commits from many threads until it is killed; prints the id of each batch once it is acknowledged. */
public final class CrashWriter {
    private CrashWriter() {}

    public static void main(String... arguments) throws Exception {
        var engine = StoreEngine.open(Databases.derby(Path.of(arguments[0])), Migrations.shipped(), new StrictJson(),
                new NoMetrics(), Clock.systemUTC(), StoreEngine.Limits.DEFAULT, Sha256::hex);
        for (int i = 0; i < 16; i++) {
            Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        var id = Samples.IDS.next("t");
                        engine.commit(Batch.of(Samples.append("s_1", id, id), Samples.append("s_1", id, "second"),
                                new Write.PutTurn(Samples.turn(id, "s_1", Turn.State.QUEUED)),
                                new Write.PutOutcome(Samples.outcome(id, Samples.AT))));
                        synchronized (System.out) {
                            System.out.println(id);
                            System.out.flush();
                        }
                    }
                } catch (Exception e) {
                    e.printStackTrace();
                    Runtime.getRuntime().halt(3);
                }
            });
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

import dev.postern.core.hash.Sha256;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;

/** Verifies the chain of a store, by itself and then with its contents; says how many records and how long it took. */
public final class ChainVerifier {
    private ChainVerifier() {}

    public static void main(String... arguments) throws Exception {
        try (var store = TestStore.open(Path.of(arguments[0]), new NoMetrics())) {
            for (boolean payloads : new boolean[]{false, true}) {
                long begin = System.nanoTime();
                var verdict = new Verification(store.store(), store.audit(), store.journal(), Sha256::hex, "default",
                        payloads)
                        .run(Optional.empty());
                double seconds = (System.nanoTime() - begin) / 1e9;
                if (verdict.broken().isPresent()) {
                    throw new IllegalStateException(verdict.broken().get().toString());
                }
                System.out.printf(Locale.ROOT, "verified %d records%s in %.1f s, %,.0f a second%n",
                        verdict.head().seq(), payloads ? " and their contents" : "", seconds,
                        verdict.head().seq() / seconds);
            }
        }
    }
}

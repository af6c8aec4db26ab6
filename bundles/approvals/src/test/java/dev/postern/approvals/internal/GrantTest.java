// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.postern.approvals.internal.ApprovalsDecide.Standing;
import dev.postern.approvals.internal.ApprovalsDecide.Word;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.policy.Grant;
import dev.postern.core.policy.PolicyRevision;
import dev.postern.core.store.Batch;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
import dev.postern.policy.internal.PolicyBook;
import dev.postern.policy.internal.StandingGrants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Standing grants that are given with approvals, on the real store and the real policy. */
class GrantTest {
    private static final Optional<Standing> AN_HOUR = Optional.of(new Standing(3_600, false));
    private static final int AT_ONCE = 8;

    @TempDir
    Path home;
    private Kept kept;
    private StandingGrants grants;
    private ApprovalsDecide decide;

    @BeforeEach
    void open() {
        kept = new Kept(home);
        grants = new StandingGrants(new PolicyBook(kept.store.store(), kept.store.rows(), kept.store.journal(),
                new StrictJson()), kept.store.rows());
        decide = new ApprovalsDecide(kept.store.store(), kept.store.rows());
        decide.grants = grants;
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void isForTheToolAsItWasSeen() throws Exception {
        var asked = kept.waits("1");
        grant(asked);
        assertThat(standing()).singleElement().satisfies(grant -> {
            assertThat(grant.bundle()).hasValueSatisfying(
                    name -> assertThat(asked.bundle()).startsWith(name + "/"));
            assertThat(grant.schemas()).isEqualTo(asked.schemas()).isPresent();
            assertThat(grant.version()).isEqualTo(asked.version());
        });
    }

    @Test
    void isRefusedWhereItWouldCoverNothing() throws Exception {
        kept.schemas = Optional.empty();
        var old = kept.waits("1");
        var refused = Kept.refusal(() -> grant(old));
        assertThat(refused.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(refused).hasMessageContaining(old.id()).hasMessageContaining("decide without one");
        assertThat(kept.state(old)).isEqualTo(State.PENDING);
        assertThat(standing()).isEmpty();
    }

    @Test
    void isGivenAlsoWhenAnotherComesInBetween() throws Exception {
        var asked = kept.waits("1");
        var other = kept.waits("2");
        var between = new ArrayList<>(List.of(other));
        decide.grants = (by, approval, lasts, anyArguments) -> {
            var writes = grants.grant(by, approval, lasts, anyArguments);
            for (; !between.isEmpty(); between.removeFirst()) {
                try {
                    kept.store.store().commit(new Batch(grants.grant(by, between.getFirst(), lasts, anyArguments)));
                } catch (dev.postern.core.store.StoreException refused) {
                    throw new IllegalStateException(refused);
                }
            }
            return writes;
        };
        grant(asked);
        assertThat(kept.state(asked)).isEqualTo(State.APPROVED);
        assertThat(standing()).extracting(grant -> grant.approval().orElseThrow())
                .containsExactlyInAnyOrder(asked.id(), other.id());
    }

    @Test
    void allThatAreGivenAtOnceStand() throws Exception {
        var asked = new ArrayList<Approval>();
        for (int i = 0; i < AT_ONCE; i++) {
            asked.add(kept.waits(Integer.toString(i)));
        }
        var together = new CountDownLatch(1);
        var given = asked.stream().map(each -> CompletableFuture.runAsync(() -> {
            try {
                together.await();
                grant(each);
            } catch (WireException | InterruptedException refused) {
                throw new IllegalStateException(refused);
            }
        }, Thread::startVirtualThread)).toList();
        together.countDown();
        for (var each : given) {
            each.get(1, TimeUnit.MINUTES);
        }
        assertThat(asked).extracting(kept::state).containsOnly(State.APPROVED);
        assertThat(standing()).hasSize(AT_ONCE);
    }

    private void grant(Approval asked) throws WireException {
        decide.handle(new ApprovalsDecide.Params(asked.id(), Word.APPROVE, Optional.empty(), List.of(), AN_HOUR),
                Asker.OPERATOR);
    }

    private List<Grant> standing() {
        return kept.store.rows().policy("default").map(PolicyRevision::grants).orElse(List.of());
    }
}

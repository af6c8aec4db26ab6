// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.Risk;
import dev.postern.core.approval.Approval;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.store.Batch;
import dev.postern.core.store.RecordType;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies as they change, on the real store. */
class PolicyBookTest {
    private static final StrictJson JSON = new StrictJson();

    @TempDir
    Path home;
    private TestStore kept;
    private PolicyBook book;

    @BeforeEach
    void open() {
        kept = TestStore.open(home, new NoMetrics());
        book = new PolicyBook(kept.store(), kept.rows(), kept.journal(), JSON);
    }

    @AfterEach
    void close() {
        book.close();
        kept.close();
    }

    @Test
    void putsRulesInForceAtOnceAndKeepsWhatEachDecisionWasMadeBy() throws Exception {
        var first = judged();
        assertThat(first.effect()).isEqualTo(Effect.CONFIRM);
        put("{\"rules\":[{\"id\":\"all\",\"effect\":\"allow\"}]}", Optional.empty());
        assertThat(judged().rules()).containsExactly("document:all");
        put("{\"rules\":[{\"id\":\"none\",\"effect\":\"deny\"}]}", Optional.of(1L));
        assertThat(judged().effect()).isEqualTo(Effect.DENY);
        close();
        open();
        assertThat(book.revision("default")).isEqualTo(new Policy.Revision(2, 0));
        assertThat(judged().effect()).isEqualTo(Effect.DENY);
        var inputs = new Inputs();
        inputs.revision = new Policy.Revision(1, 0);
        assertThat(book.decide(inputs.build()).rules()).containsExactly("document:all");
        inputs.revision = new Policy.Revision(0, 0);
        assertThat(book.decide(inputs.build())).isEqualTo(first);
        inputs.revision = new Policy.Revision(9, 9);
        assertThatThrownBy(() -> book.decide(inputs.build())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9.9");
        assertThat(kept.journal().after(0, 100)).extracting(record -> record.entry().type())
                .containsOnly(RecordType.POLICY_CHANGED);
    }

    @Test
    void refusesWhatWasMadeFromAnotherRevisionAndWhatIsNoRule() {
        assertThatThrownBy(() -> put("{\"rules\":[]}", Optional.of(3L))).isInstanceOf(WireException.class)
                .hasMessageContaining("at revision 0");
        for (var wrong : List.of(
                "{\"id\":\"a\",\"effect\":\"deny\",\"when\":{\"tools\":[\"../x\"]}}",
                "{\"id\":\"a\",\"effect\":\"deny\",\"when\":{\"tools\":[]}}",
                "{\"id\":\"a\",\"effect\":\"deny\",\"when\":{\"versions\":\"[2,1)\"}}",
                "{\"id\":\"a\",\"effect\":\"deny\",\"when\":{\"arguments\":[{\"pointer\":\"path\",\"present\":true}]}}",
                "{\"id\":\"a\",\"effect\":\"deny\",\"when\":{\"arguments\":[{\"pointer\":\"/path\"}]}}",
                "{\"id\":\"a\",\"effect\":\"deny\"},{\"id\":\"a\",\"effect\":\"allow\"}")) {
            assertThatThrownBy(() -> put("{\"rules\":[" + wrong + "]}", Optional.empty())).as(wrong)
                    .isInstanceOf(WireException.class).hasMessageContaining("the rule a");
        }
        assertThat(book.revision("default")).isEqualTo(new Policy.Revision(0, 0));
    }

    @Test
    void letsRunUnaskedWhatWasGrantedWithAnApprovalUntilItIsRevoked() throws Exception {
        var grants = new StandingGrants(book, kept.rows());
        kept.store()
                .commit(new Batch(grants.grant(Asker.OPERATOR.principal(), approval(), Duration.ofHours(1), false)));
        await(() -> book.revision("default").equals(new Policy.Revision(0, 1)));
        assertThat(judged().effect()).isEqualTo(Effect.ALLOW);
        var standing = new PolicyGrants(grants).handle(new PolicyGrants.Params(), Asker.OPERATOR).grants();
        assertThat(standing).hasSize(1);
        var id = standing.getFirst().id();
        new PolicyRevoke(grants).handle(new PolicyRevoke.Params(id), Asker.OPERATOR);
        assertThat(judged().effect()).isEqualTo(Effect.CONFIRM);
        assertThatThrownBy(() -> new PolicyRevoke(grants).handle(new PolicyRevoke.Params(id), Asker.OPERATOR))
                .isInstanceOf(WireException.class).hasMessageContaining("there is no grant");
        var history = new PolicyHistory(kept.rows()).handle(new PolicyHistory.Params(1, Optional.empty()),
                Asker.OPERATOR);
        assertThat(history.revisions()).extracting(PolicyView::comment).containsExactly("revoked " + id);
        var before = new PolicyHistory(kept.rows()).handle(new PolicyHistory.Params(100, history.next()),
                Asker.OPERATOR);
        assertThat(before.revisions()).extracting(PolicyView::revision).containsExactly(1L);
        assertThat(before.next()).isEmpty();
        assertThatThrownBy(() -> new PolicyHistory(kept.rows())
                .handle(new PolicyHistory.Params(1, Optional.of("one")), Asker.OPERATOR))
                .isInstanceOf(WireException.class).hasMessageContaining("params/next");
    }

    @Test
    void allWhoRevokeAtOnceComeThrough() throws Exception {
        var grants = new StandingGrants(book, kept.rows());
        for (int i = 0; i < 8; i++) {
            kept.store().commit(
                    new Batch(grants.grant(Asker.OPERATOR.principal(), approval(), Duration.ofHours(1), false)));
        }
        var standing = grants.current("default");
        assertThat(standing).hasSize(8);
        var together = new CountDownLatch(1);
        var revoked = standing.stream().map(grant -> CompletableFuture.supplyAsync(() -> {
            try {
                together.await();
                return grants.revoke(Asker.OPERATOR.principal(), grant.id(), List.of()).id();
            } catch (WireException | InterruptedException refused) {
                throw new IllegalStateException(refused);
            }
        }, Thread::startVirtualThread)).toList();
        together.countDown();
        for (var each : revoked) {
            each.get(1, TimeUnit.MINUTES);
        }
        assertThat(grants.current("default")).isEmpty();
    }

    private dev.postern.core.policy.PolicyDecision judged() {
        var inputs = new Inputs();
        inputs.revision = book.revision("default");
        return book.decide(inputs.build());
    }

    private void put(String document, Optional<Long> expected) throws Exception {
        var rules = JSON.read((JsonObject) JSON.parse(document), PolicyDocument.class);
        new PolicyPut(book, kept.rows(), JSON).handle(new PolicyPut.Params(rules, expected, Optional.of("because")),
                Asker.OPERATOR);
    }

    private static Approval approval() {
        return new Approval("a_1", "default", "s_1", Optional.empty(), 0, "c_1", "tok_1", Approval.Mode.CONFIRM,
                "files.write", "1.2.0", "b/1/abc", Optional.of("x1"), Risk.MEDIUM, Origin.PERSON, JsonObject.EMPTY,
                "d1", JsonObject.EMPTY,
                List.of(), "", 0, "", Inputs.AT, Inputs.AT.plusSeconds(60), Approval.State.PENDING, Optional.empty(),
                Optional.empty());
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.trigger.MessagePattern;
import dev.postern.api.trigger.MessageTrigger;
import dev.postern.api.trigger.Schedule;
import dev.postern.api.trigger.ScheduleTrigger;
import dev.postern.api.trigger.TriggeredMessage;
import dev.postern.api.trigger.Webhook;
import dev.postern.api.trigger.WebhookTrigger;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.RecordType;
import dev.postern.core.trigger.TriggerState.Outcome;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** What plugins offer, as clients see it and fire it. None of these is due before the next year. */
class TriggersTest {
    private static final ScheduleTrigger SAYS = firing -> Optional
            .of(TriggeredMessage.of("by hand " + firing.byHand()));

    @TempDir
    private Path home;
    private TestStore kept;
    private TestInlet inlet;
    private Triggers triggers;

    @BeforeEach
    void begin() {
        kept = TestStore.open(home);
        inlet = new TestInlet(kept.store());
        triggers = new Triggers(kept.store(), kept.rows(), inlet, new RowSessions(kept.rows()), new NoMetrics(),
                off("parts/quiet"));
    }

    @AfterEach
    void end() {
        triggers.stop();
        kept.close();
    }

    @Test
    void whatThereIsIsToldWithWhatDoesNotFireAndWhy() {
        triggers.addSchedule(schedule("yearly", "0 0 1 1 *"), SAYS);
        triggers.addSchedule(schedule("quiet", "0 0 1 1 *"), SAYS);
        triggers.addSchedule(schedule("broken", "61 * * * *"), SAYS);
        triggers.addWebhook(reference(Map.of(Webhook.NAME, "deploys")));
        triggers.addMessage(reference(Map.of(MessagePattern.NAME, "lengths", MessagePattern.REGEX, "(?i).*")));

        var told = new TriggersList(triggers).handle(new TriggersList.Params(), context("default")).triggers();
        assertThat(told).extracting(TriggerView::trigger).containsExactly("parts/broken", "parts/deploys",
                "parts/lengths", "parts/quiet", "parts/yearly");
        assertThat(told.getFirst()).satisfies(broken -> {
            assertThat(broken.on()).isFalse();
            assertThat(broken.problem().orElseThrow()).startsWith("cron: '61 * * * *'");
        });
        assertThat(told.get(1).kind()).isEqualTo(KnownTrigger.Kind.WEBHOOK);
        assertThat(told.get(2).when()).contains("(?i).*");
        assertThat(told.get(3)).satisfies(quiet -> {
            assertThat(quiet.on()).isFalse();
            assertThat(quiet.next()).isEmpty();
        });
        assertThat(told.getLast()).satisfies(yearly -> {
            assertThat(yearly.on()).isTrue();
            assertThat(yearly.next()).isPresent();
            assertThat(yearly.principal()).contains("trigger/parts/yearly");
        });
        assertThat(new TriggersList(triggers).handle(new TriggersList.Params(), context("other")).triggers()).isEmpty();
    }

    @Test
    void whatLeavesIsNotThereAnyMore() {
        ServiceReference<ScheduleTrigger> yearly = schedule("yearly", "0 0 1 1 *");
        ServiceReference<WebhookTrigger> deploys = reference(Map.of(Webhook.NAME, "deploys"));
        ServiceReference<MessageTrigger> lengths = reference(Map.of(MessagePattern.NAME, "lengths"));
        triggers.addSchedule(yearly, SAYS);
        triggers.addWebhook(deploys);
        triggers.addMessage(lengths);
        triggers.removeSchedule(yearly);
        triggers.removeWebhook(deploys);
        triggers.removeMessage(lengths);
        assertThat(new TriggersList(triggers).handle(new TriggersList.Params(), context("default")).triggers())
                .isEmpty();
        assertThatThrownBy(() -> triggers.find("default", "parts/yearly")).isInstanceOf(WireException.class)
                .hasMessage("there is no schedule parts/yearly");
    }

    @Test
    void oneThatIsOffFiresByHandAndNoDueTimeIsSettledByThat() throws Exception {
        triggers.addSchedule(schedule("quiet", "0 0 1 1 *"), SAYS);
        var params = new TriggersRun.Params("parts/quiet");
        var run = new TriggersRun(triggers).handle(params, context("default"));
        assertThat(run.outcome()).isEqualTo(Outcome.FIRED);
        assertThat(run.turn()).contains("t_1");
        var reached = kept.rows().trigger("default", "parts/quiet").orElseThrow().reached();
        var again = new TriggersRun(triggers).handle(params, context("default"));
        assertThat(again.turn()).contains("t_2");

        var known = new TriggersGet(triggers).handle(new TriggersGet.Params("parts/quiet"), context("default"));
        assertThat(known.runs()).hasSize(2).allSatisfy(each -> assertThat(each.byHand()).isTrue());
        assertThat(known.trigger().fired()).contains(2L);
        assertThat(kept.rows().trigger("default", "parts/quiet").orElseThrow().reached()).isEqualTo(reached);
        assertThat(inlet.accepted.getFirst().message().parts().toString()).contains("by hand true");
    }

    @Test
    void whatFailsByHandIsToldAndOnRecordWithWhoDidIt() {
        triggers.addSchedule(schedule("yearly", "0 0 1 1 *"), firing -> {
            throw new IllegalStateException("canary");
        });
        assertThatThrownBy(() -> new TriggersRun(triggers).handle(new TriggersRun.Params("parts/yearly"),
                context("default"))).isInstanceOfSatisfying(WireException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
                    assertThat(refused).hasMessageContaining("parts/yearly sent nothing")
                            .hasMessageNotContaining("canary");
                });
        kept.settle();
        assertThat(kept.journal().after(0, 100)).singleElement().satisfies(record -> {
            assertThat(record.entry().type()).isEqualTo(RecordType.TRIGGER_FAILED);
            assertThat(record.entry().meta().text("by")).contains("k_1");
        });
    }

    private static TriggersConfig off(String... ids) {
        return proxy(TriggersConfig.class, (proxy, method, arguments) -> ids);
    }

    private static ServiceReference<ScheduleTrigger> schedule(String name, String cron) {
        return reference(
                Map.of(Schedule.NAME, name, Schedule.CRON, cron, Schedule.ZONE, "UTC", Schedule.MISSED, "SKIP"));
    }

    /** Of a service of the plugin parts. */
    private static <T> ServiceReference<T> reference(Map<String, Object> properties) {
        var capability = proxy(BundleCapability.class,
                (proxy, method, arguments) -> Map.of("dev.postern.plugin", "parts"));
        var revision = proxy(BundleRevision.class, (proxy, method, arguments) -> List.of(capability));
        var bundle = proxy(Bundle.class, (proxy, method, arguments) -> method.getName().equals("adapt")
                ? revision
                : "org.example.parts");
        @SuppressWarnings("unchecked")
        ServiceReference<T> reference = proxy(ServiceReference.class, (proxy, method, arguments) -> switch (method
                .getName()) {
            case "getProperty" -> properties.get(arguments[0]);
            case "getBundle" -> bundle;
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> throw new UnsupportedOperationException(method.toString());
        });
        return reference;
    }

    private static MethodContext context(String tenant) {
        return new MethodContext() {
            @Override
            public Principal principal() {
                return new Principal(Principal.Kind.CLIENT, "k_1", tenant, Set.of("*"), Principal.Trust.OPERATOR);
            }

            @Override
            public String connection() {
                return "c_1";
            }

            @Override
            public Optional<String> traceparent() {
                return Optional.empty();
            }

            @Override
            public Optional<IdempotencyClaim> idempotency() {
                return Optional.empty();
            }
        };
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, handler));
    }
}

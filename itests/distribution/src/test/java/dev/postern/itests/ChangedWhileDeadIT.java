// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyRevision;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Write;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import dev.postern.json.StrictJson;
import dev.postern.store.internal.Tampering;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code kill -9} around a person's word, and something that the word was bound to is another thing when the gateway comes
 * back: the call runs once, by a word for exactly that, or not at all.
 */
class ChangedWhileDeadIT {
    private static final List<String> ASKER = List.of("messages:write", "tools:invoke");

    @TempDir
    private static Path folder;
    private static KilledGateway killed;
    private static int kills;

    enum Death {
        BEFORE_THE_DECISION, BEFORE_THE_START, AFTER_THE_START
    }

    /** What becomes another thing while the gateway is dead. */
    enum Mutation {
        ARGUMENTS {
            @Override
            void happen(JsonObject asked, String token) throws Exception {
                Tampering.records(killed.home(), asked.text("turn").orElseThrow(),
                        lines -> lines.replace("alice", "mallory"));
            }
        },
        TOOL {
            @Override
            void happen(JsonObject asked, String token) throws Exception {
                HandmadeBundle.of(Plugins.HOSTILE_TOOLS, "0.2." + kills)
                        .write(killed.home().resolve("deploy").resolve(Plugins.HOSTILE_TOOLS.getFileName()));
            }
        },
        RULES {
            @Override
            void happen(JsonObject asked, String token) throws Exception {
                try (var store = TestStore.open(killed.home())) {
                    store.store().commit(Batch.of(new Write.PutPolicy(next(store.rows().policy("default")))));
                }
            }

            private static PolicyRevision next(Optional<PolicyRevision> before) throws Exception {
                long number = before.map(PolicyRevision::number).orElse(0L) + 1;
                return new PolicyRevision("default", number, new Policy.Revision(number, 0),
                        (JsonObject) new StrictJson().parse("""
                                {"rules": [{"id": "ask", "effect": "confirm", "when": {"tools": ["effects.asked"]}}]}
                                """),
                        List.of(), "k_other", Instant.now(), "");
            }
        },
        TOKEN {
            @Override
            void happen(JsonObject asked, String token) throws Exception {
                try (var store = TestStore.open(killed.home())) {
                    var kept = store.rows().tokens().stream().filter(each -> each.id().equals(token)).findFirst()
                            .orElseThrow();
                    store.store().commit(Batch.of(new Write.PutToken(new Write.StoredToken(kept.id(), kept.hash(),
                            kept.name(), kept.principal(), kept.createdAt(), kept.expiresAt(), Instant.now()))));
                }
            }
        },
        EXPIRY {
            @Override
            void happen(JsonObject asked, String token) throws Exception {
                Tampering.row(killed.home(), "approvals", Approvals.id(asked), row -> {
                    var approval = object(row);
                    return approval.with("expiresAt", approval.get("requestedAt").orElseThrow()).toString();
                });
            }
        };

        abstract void happen(JsonObject asked, String token) throws Exception;

        /** Whether nobody is asked again: who asks is gone, or it is too late. */
        boolean endsIt() {
            return this == TOKEN || this == EXPIRY;
        }
    }

    /** Each with each; without -Pfull each at the worst time, and one at each. */
    static Stream<Arguments> deaths() {
        boolean full = Boolean.getBoolean("postern.full");
        return Stream.of(Mutation.values()).flatMap(mutation -> Stream.of(Death.values())
                .filter(death -> full || death == Death.BEFORE_THE_START || mutation == Mutation.ARGUMENTS)
                .map(death -> Arguments.of(mutation, death)));
    }

    @BeforeAll
    static void prepare() throws Exception {
        killed = new KilledGateway(folder, builder -> builder);
        Plugins.deploy(killed.gateway(), Plugins.HOSTILE_TOOLS);
    }

    @AfterAll
    static void end() throws Exception {
        killed.close();
    }

    @ParameterizedTest(name = "{0}, killed {1}")
    @MethodSource("deaths")
    void runsOnceByAWordForExactlyThatOrNotAtAll(Mutation mutation, Death death) throws Exception {
        killed.forget("asked.txt");
        kills++;
        String token;
        JsonObject asked;
        try (var operator = killed.gateway().connect()) {
            var made = operator.call("tokens.create", JsonObject.builder().put("name", "asker")
                    .put("scopes", JsonArray.ofStrings(ASKER)).build());
            token = made.object("info").orElseThrow().text("id").orElseThrow();
            try (var asker = WireClient.connect(killed.gateway(), made.text("token").orElseThrow())) {
                var sent = asker.call("messages.send", Messages.in("dead-" + kills, "/effects.asked to=alice"));
                asked = Approvals.awaitOne(operator, sent.text("session").orElseThrow());
            }
            dies(operator, asked, death);
        }
        assertThat(killed.effects("asked.txt")).as("it died before the tool's code").isEmpty();

        mutation.happen(asked, token);

        try (var operator = killed.gateway().connect()) {
            var turn = comeToRest(operator, asked);
            var first = Approvals.get(operator, Approvals.id(asked)).text("state").orElseThrow();
            if (death == Death.AFTER_THE_START) {
                assertThat(turn.text("state")).contains("in_doubt");
                assertThat(first).isEqualTo("consumed");
                assertThat(killed.effects("asked.txt")).isEmpty();
                operator.call("turns.cancel", JsonObject.of("turn", turn.text("id").orElseThrow()));
                operator.awaitTurn(turn.text("id").orElseThrow(), "cancelled");
            } else if (mutation.endsIt()) {
                assertThat(killed.effects("asked.txt")).isEmpty();
                assertThat(first).isEqualTo(mutation == Mutation.TOKEN ? "superseded" : "expired");
            } else {
                var call = operator.call("calls.get", JsonObject.of("call", asked.text("call").orElseThrow()))
                        .object("call").orElseThrow();
                var word = Approvals.get(operator, call.text("approval").orElseThrow());
                assertThat(word.text("state")).contains("consumed");
                assertThat(call.text("bundle")).isEqualTo(word.text("bundle"));
                // the deploy folder is looked at beside the turns that go on: the old bundle may have served once more
                if (mutation != Mutation.TOOL || !first.equals("consumed")) {
                    assertThat(first).as("the word for what was before").isEqualTo("superseded");
                    assertThat(Approvals.id(word)).isNotEqualTo(Approvals.id(asked));
                }
                assertThat(killed.effects("asked.txt")).hasSize(1).first().asString()
                        .endsWith(mutation == Mutation.ARGUMENTS ? " to mallory" : " to alice");
            }
        }
    }

    /** Killed while a person has not decided, or at the commit by which the approved call starts. */
    private static void dies(WireClient operator, JsonObject asked, Death death) throws Exception {
        switch (death) {
            case BEFORE_THE_DECISION -> {
                killed.light("never");
                killed.gateway().process().destroyForcibly();
            }
            case BEFORE_THE_START, AFTER_THE_START -> {
                killed.light(death == Death.BEFORE_THE_START ? "before:use" : "after:use");
                try {
                    Approvals.decide(operator, asked, "approve");
                } catch (ExecutionException | AssertionError died) {
                    // the answer did not make it
                }
            }
        }
        killed.awaitKill();
    }

    /** Says yes to whatever is asked for until the turn ends or stands in doubt; gives the turn. */
    private static JsonObject comeToRest(WireClient operator, JsonObject asked) throws Exception {
        var id = JsonObject.of("turn", asked.text("turn").orElseThrow());
        var turn = new JsonObject[1];
        Await.until("the turn comes to rest", () -> {
            for (var open : Approvals.pending(operator, asked.text("session").orElseThrow())) {
                if (open.text("state").orElse("").equals("pending")) {
                    // an error when it counts no more by now: something else is asked for then
                    operator.request("approvals.decide", Approvals.word(open, "approve"), JsonObject.EMPTY);
                }
            }
            turn[0] = operator.call("turns.get", id).object("turn").orElseThrow();
            return List.of("finished", "failed", "cancelled", "in_doubt")
                    .contains(turn[0].text("state").orElseThrow());
        });
        return Objects.requireNonNull(turn[0]);
    }

    private static JsonObject object(String json) {
        try {
            return (JsonObject) new StrictJson().parse(json);
        } catch (dev.postern.core.json.JsonException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}

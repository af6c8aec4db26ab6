// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.event.Event;
import dev.postern.api.event.EventSubscriber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.panel.Panel;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.OutboundMessage;
import dev.postern.api.surface.SurfaceAdapter;
import dev.postern.api.surface.SurfaceContext;
import dev.postern.api.tool.Tool;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.example.careless.Once;
import org.example.probe.Probe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contracts fail for parts that break them. What passes them is all of ours. */
class ContractsTest {

    private static void fails(ThrowingCallable contract, String... words) {
        assertThatThrownBy(contract).isInstanceOf(AssertionError.class).hasMessageContainingAll(words);
    }

    private static PanelContract panel(Map<String, String> files) {
        return new PanelContract() {
            @Override
            protected Panel panel() {
                return new Panel() {
                    @Override
                    public Optional<byte[]> file(String path) {
                        return Optional.ofNullable(files.get(path)).map(it -> it.getBytes(StandardCharsets.UTF_8));
                    }

                    @Override
                    public JsonObject answer(JsonObject question, Viewer viewer) {
                        return JsonObject.EMPTY;
                    }
                };
            }
        };
    }

    @Test
    void ofPanels() {
        fails(() -> panel(Map.of()).keepsScriptsAndStylesInFilesOfItsOwn(), "index.html");
        for (var page : List.of("<script>run()</script>", "<p onclick=\"run()\">", "<p style=\"color:red\">",
                "<style>p {}</style>", "<script src=\"https://example.org/x.js\"></script>", "<img src='/x.png'>")) {
            fails(() -> panel(Map.of("index.html", page)).keepsScriptsAndStylesInFilesOfItsOwn(), "index.html");
        }
        var page = Map.of("index.html", "<script src=\"a.js\" defer></script><a href=\"#here\">");
        assertThatCode(() -> panel(page).keepsScriptsAndStylesInFilesOfItsOwn()).doesNotThrowAnyException();
        fails(() -> panel(page).hasTheFilesThatItsPageNames(), "a.js");
        fails(() -> panel(page).refusesWhatItsPageDoesNotAsk(), "IllegalArgumentException");
    }

    private static PlannerContract planner(Planner planner) {
        return new PlannerContract() {
            @Override
            protected Planner planner() {
                return planner;
            }

            @Override
            protected List<TestTurn> turns() {
                return List.of(TestTurn.saying("hello"));
            }
        };
    }

    @Test
    void ofPlanners() {
        var count = new AtomicInteger();
        fails(() -> planner(turn -> new Decision.Reply("answer " + count.incrementAndGet()))
                .decidesTheSameOnTheSameView(), "asked again");
        fails(() -> planner(turn -> Decision.CallTools.one("no.tool", JsonObject.EMPTY)).decidesWhatCanBeDone(),
                "no.tool");
        fails(() -> planner(turn -> new Decision.Reply("")).decidesWhatCanBeDone(), "replies nothing");
    }

    @Test
    void ofSubscribers() {
        var contract = new EventSubscriberContract() {
            @Override
            protected EventSubscriber subscriber() {
                return event -> {
                    if (event.payload().members().size() > 1) {
                        throw new IllegalArgumentException("more than it knows");
                    }
                };
            }

            @Override
            protected List<Event> events() {
                return List.of(new Event("a.b", "default", "1", Instant.EPOCH, JsonObject.of("a", "b")));
            }
        };
        assertThatCode(contract::takesEachEventInTime).doesNotThrowAnyException();
        assertThatThrownBy(contract::takesPayloadsThatGrew).hasMessageContaining("more than it knows");
    }

    private static ToolContract tool(Tool<?, ?> tool) {
        var contract = new ToolContract() {
            @Override
            protected Tool<?, ?> tool() {
                return tool;
            }
        };
        contract.begin();
        return contract;
    }

    @Test
    void ofTools() {
        Once.renew();
        var once = tool(new Once());
        fails(once::repeatsWithoutHarmWhereItSaysSo, "with the same key", "it was called before");
        once.end();
        var probe = tool(new Probe());
        assertThatCode(probe::repeatsWithoutHarmWhereItSaysSo).doesNotThrowAnyException();
        assertThatCode(probe::bearsSeveralCallsAtOnce).doesNotThrowAnyException();
        probe.end();
    }

    /** Names each message by a number of its own, and loses every reply. */
    private static final class Forgetful implements SurfaceAdapter {
        private @Nullable SurfaceContext surface;
        private int count;

        void say(String text) throws Exception {
            if (surface != null) {
                surface.accept(new InboundMessage("ada", "ada", "Ada",
                        List.of(new dev.postern.api.message.Part.Text(text, dev.postern.api.message.Origin.PERSON)),
                        Instant.EPOCH, "n-" + count++, JsonObject.EMPTY));
            }
        }

        @Override
        public void open(SurfaceContext context) {
            surface = context;
        }

        @Override
        public void close() {
            surface = null;
        }

        @Override
        public void deliver(OutboundMessage message) {}
    }

    @Test
    void ofSurfaces() throws Exception {
        var contract = new SurfaceAdapterContract() {
            @Override
            protected SurfaceAdapter adapter() {
                return new Forgetful();
            }

            @Override
            protected Class<?> plugin() {
                return Probe.class;
            }

            @Override
            protected void bring(SurfaceAdapter adapter, String id, String text) throws Exception {
                ((Forgetful) adapter).say(text);
            }

            @Override
            protected boolean arrived(String text) {
                return false;
            }

            @Override
            protected void breakTheWorld() {}
        };
        contract.begin();
        fails(contract::bringsEachMessageInOnce, "dedupe key");
        fails(contract::deliversReplies, "no reply arrived");
        fails(contract::saysWhatDidNotArrive, "refused");
        assertThatCode(contract::takesOverFromTheOneBefore).doesNotThrowAnyException();
        contract.end();
    }
}

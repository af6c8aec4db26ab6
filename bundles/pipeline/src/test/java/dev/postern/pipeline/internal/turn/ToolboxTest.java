// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.tool.ToolRegistry;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** A planner sees of each tool the version that its session's calls get. */
class ToolboxTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void showsTheMajorThatTheSessionUsedLast() {
        assertThat(seen(SessionProgress.NONE, Map.of(), "1.0.0", "1.1.0", "2.0.0")).containsExactly("2.0.0");
        var used = SessionProgress.NONE.using("a.tool", 1);
        assertThat(seen(used, Map.of(), "1.0.0", "1.1.0", "2.0.0")).containsExactly("1.1.0");
        assertThat(seen(used, Map.of(), "2.0.0", "3.0.0")).as("it is gone").containsExactly("3.0.0");
        assertThat(seen(used, Map.of("a.tool", 2), "1.0.0", "2.0.0")).as("a pin says more").containsExactly("2.0.0");
    }

    @Test
    void asksForWhatWasUsedOnlyWhereItMatters() {
        assertThat(seen(SessionProgress.NONE, Map.of(), "1.0.0")).containsExactly("1.0.0");
        assertThat(seen(SessionProgress.NONE, Map.of("a.tool", 1), "1.0.0", "2.0.0")).containsExactly("1.0.0");
        assertThat(asked).hasValue(0);
        assertThat(seen(SessionProgress.NONE, Map.of(), "1.0.0", "2.0.0")).containsExactly("2.0.0");
        assertThat(asked).as("for all tools at once").hasValue(1);
    }

    private List<String> seen(SessionProgress progress, Map<String, Integer> pins, String... versions) {
        var session = session(progress, pins);
        return new Toolbox(new Fixed(List.of(versions)), session.settings(), () -> {
            asked.incrementAndGet();
            return session;
        }).descriptors().stream().map(ToolDescriptor::version).toList();
    }

    private static Session session(SessionProgress progress, Map<String, Integer> pins) {
        var s = SessionSettings.DEFAULT;
        var settings = new SessionSettings(s.planner(), s.models(), s.queueMode(), s.maxQueued(), s.allow(), s.deny(),
                s.maxRisk(), s.confirmFrom(), s.approvalMode(), s.dryRun(), s.messagesPerMinute(), pins, s.collect(),
                s.instruction(), s.limits());
        return new Session("s_1", "default", "default", Session.GATEWAY, "k_1", "t", Instant.EPOCH, Instant.EPOCH, 1,
                Session.ExecutionState.ACTIVE, settings, progress);
    }

    /** One tool in several versions, the newest last. */
    private record Fixed(List<String> versions) implements ToolRegistry {
        @Override
        public List<RegisteredTool> tools() {
            return versions.stream()
                    .map(version -> new RegisteredTool(new ToolDescriptor("a.tool", version, "", Risk.LOW,
                            List.of(), Duration.ofSeconds(1), true, 1, Duration.ZERO, 1, 1, List.of(), true, false,
                            JsonObject.EMPTY, JsonObject.EMPTY, List.of()), "a/1.0.0/0", 1))
                    .toList();
        }

        @Override
        public Optional<RegisteredTool> find(String name, String range) {
            Stream<RegisteredTool> fitting = tools().stream().filter(tool -> range.isEmpty()
                    || new VersionRange(range).includes(Version.parseVersion(tool.descriptor().version())));
            return fitting.reduce((_, newer) -> newer);
        }

        @Override
        public List<RefusedTool> refused() {
            return List.of();
        }

        @Override
        public Listening listen(Runnable changed) {
            return () -> {};
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings;

/** A session as clients see it. */
public record SessionView(
        @Description("Its id") String id,
        @Description("Sessions of one workspace share memory and policy") String workspace,
        @Description("The surface it belongs to; gateway for clients of the wire") String surface,
        @Description("The peer it belongs to") String peer,
        @Description("The conversation") String thread,
        @Description("When it began") Instant createdAt,
        @Description("When its settings changed last") Instant updatedAt,
        @Description("Counts changes of its settings; what sessions.update expects") long revision,
        @Description("Whether it runs turns") Session.ExecutionState state,
        @Description("What operators set") Settings settings,
        @Description("Whether the planner's last question waits for an answer") boolean asking,
        @Description("The newest calls, the newest last") List<String> recentCalls,
        @Description("The major version of each tool that it used last, in which it stays as long as that serves and no pin says"
                + " otherwise; absent when it used none") Optional<Map<String, Integer>> majors) {

    static SessionView of(Session session) {
        return new SessionView(session.id(), session.workspace(), session.surface(), session.peer(), session.thread(),
                session.createdAt(), session.updatedAt(), session.revision(), session.state(),
                Settings.of(session.settings()), session.progress().memo().isPresent(),
                session.progress().recentCalls(), session.progress().majors());
    }

    /** The state as it is on the wire. */
    static String state(Session session) {
        return session.state().name().toLowerCase(Locale.ROOT);
    }

    /** Settings as clients see them; what is absent is as configuration says. */
    public record Settings(
            @Description("Which planner decides") Optional<String> planner,
            @Description("Model routing") Map<String, String> models,
            @Description("What a message does that arrives while a turn runs") SessionSettings.QueueMode queueMode,
            @Description("Messages waiting at most") int maxQueued,
            @Description("Tools that may be called; empty for all") List<String> allow,
            @Description("Tools that may not") List<String> deny,
            @Description("The highest risk that may run") Optional<String> maxRisk,
            @Description("The risk from which a person's word is wanted") Optional<String> confirmFrom,
            @Description("What calls that would ask do") Optional<String> approvalMode,
            @Description("Whether nothing is executed") boolean dryRun,
            @Description("Messages accepted in a minute") int messagesPerMinute,
            @Description("The major version of a tool, by its name") Map<String, Integer> pins,
            @Description("What bounds the messages of one turn in the mode collect") Optional<SettingsPatch.Collect> collect,
            @Description("What models are told besides") Optional<String> instruction,
            @Description("What it may use; what configuration says holds as well") Optional<SettingsPatch.Limits> limits) {

        static Settings of(SessionSettings settings) {
            return new Settings(settings.planner(), settings.models(), settings.queueMode(), settings.maxQueued(),
                    settings.allow(), settings.deny(), settings.maxRisk(), settings.confirmFrom(),
                    settings.approvalMode(), settings.dryRun(),
                    settings.messagesPerMinute(), settings.pins(), settings.collect().map(SettingsPatch.Collect::of),
                    settings.instruction(), settings.limits().map(SettingsPatch.Limits::of));
        }
    }

    /** One session as a result. */
    public record One(@Description("The session") SessionView session) {}
}

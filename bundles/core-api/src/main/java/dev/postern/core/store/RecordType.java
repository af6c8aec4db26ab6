// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The catalogue of journal types. Public ones are event topics too, readable with the scope given. */
public enum RecordType {
    MESSAGE_ACCEPTED("message.accepted", Visibility.INTERNAL, Audit.NO, "sessions:read"),
    MESSAGE_QUEUED("message.queued", Visibility.INTERNAL, Audit.NO, "sessions:read"),
    MESSAGE_EMITTED("message.emitted", Visibility.PUBLIC, Audit.NO, "sessions:read"),
    MESSAGE_UNDELIVERABLE("message.undeliverable", Visibility.INTERNAL, Audit.NO, "sessions:read"),
    SESSION_CREATED("session.created", Visibility.PUBLIC, Audit.YES, "sessions:read"),
    SESSION_UPDATED("session.updated", Visibility.PUBLIC, Audit.YES, "sessions:read"),
    /** What the session's records said until then is gone. */
    SESSION_ERASED("session.erased", Visibility.PUBLIC, Audit.YES, "sessions:read"),
    TURN_ACCEPTED("turn.accepted", Visibility.PUBLIC, Audit.NO, "sessions:read"),
    TURN_STARTED("turn.started", Visibility.PUBLIC, Audit.NO, "sessions:read"),
    TURN_STEP("turn.step", Visibility.PUBLIC, Audit.NO, "sessions:read"),
    TURN_FINISHED("turn.finished", Visibility.PUBLIC, Audit.NO, "sessions:read"),
    TURN_FAILED("turn.failed", Visibility.PUBLIC, Audit.NO, "sessions:read"),
    TURN_CANCELLED("turn.cancelled", Visibility.PUBLIC, Audit.NO, "sessions:read"),
    /** A planner asks for something that costs, such as a model's answer. */
    DECIDE_ASKED("decide.asked", Visibility.INTERNAL, Audit.NO, "sessions:read"),
    /** What came of it. */
    DECIDE_ANSWERED("decide.answered", Visibility.INTERNAL, Audit.NO, "sessions:read"),
    /** Messages reached a turn that runs, at a step of its. */
    DECIDE_STEERED("decide.steered", Visibility.INTERNAL, Audit.NO, "sessions:read"),
    DECIDE_FINISHED("decide.finished", Visibility.INTERNAL, Audit.NO, "sessions:read"),
    /** A turn read what its session remembers, in which revision and by which rules. */
    MEMORY_READ("memory.read", Visibility.INTERNAL, Audit.NO, "sessions:read"),
    /** A scratchpad or a summary was written. */
    MEMORY_CHANGED("memory.changed", Visibility.INTERNAL, Audit.NO, "sessions:read"),
    TOOL_REQUESTED("tool.requested", Visibility.PUBLIC, Audit.NO, "tools:read"),
    POLICY_DECIDED("policy.decided", Visibility.INTERNAL, Audit.YES, "tools:read"),
    TOOL_STARTED("tool.started", Visibility.PUBLIC, Audit.YES, "tools:read"),
    TOOL_FINISHED("tool.finished", Visibility.PUBLIC, Audit.YES, "tools:read"),
    TOOL_IN_DOUBT("tool.in_doubt", Visibility.PUBLIC, Audit.YES, "tools:read"),
    /** An operator said what became of a call in doubt. */
    TOOL_RESOLVED("tool.resolved", Visibility.INTERNAL, Audit.YES, "tools:read"),
    APPROVAL_REQUESTED("approval.requested", Visibility.PUBLIC, Audit.YES, "approvals:read"),
    APPROVAL_DECIDED("approval.decided", Visibility.PUBLIC, Audit.YES, "approvals:read"),
    POLICY_CHANGED("policy.changed", Visibility.INTERNAL, Audit.YES, "policy:read"),
    TOKEN_CREATED("token.created", Visibility.INTERNAL, Audit.YES, "tokens:read"),
    TOKEN_REVOKED("token.revoked", Visibility.INTERNAL, Audit.YES, "tokens:read"),
    /** A browser has a session for a token. */
    BROWSER_SIGNED_IN("browser.signed_in", Visibility.INTERNAL, Audit.YES, "tokens:read"),
    BROWSER_SIGNED_OUT("browser.signed_out", Visibility.INTERNAL, Audit.YES, "tokens:read"),
    CONFIGURATION_CHANGED("configuration.changed", Visibility.INTERNAL, Audit.YES, "gateway:read"),
    /** The journal keeps its records up to a position no more; in every chain. */
    JOURNAL_PRUNED("journal.pruned", Visibility.INTERNAL, Audit.YES, "gateway:read"),
    /** One of the gateway's own bundles is about to be exchanged. */
    BUNDLE_REQUESTED("bundle.requested", Visibility.INTERNAL, Audit.YES, "bundles:read"),
    BUNDLE_UPDATED("bundle.updated", Visibility.PUBLIC, Audit.YES, "bundles:read"),
    BUNDLE_FAILED("bundle.failed", Visibility.PUBLIC, Audit.YES, "bundles:read"),
    PLUGIN_INSTALLED("plugin.installed", Visibility.PUBLIC, Audit.YES, "plugins:read"),
    PLUGIN_UPDATED("plugin.updated", Visibility.PUBLIC, Audit.YES, "plugins:read"),
    PLUGIN_REMOVED("plugin.removed", Visibility.PUBLIC, Audit.YES, "plugins:read"),
    PLUGIN_DISABLED("plugin.disabled", Visibility.PUBLIC, Audit.YES, "plugins:read"),
    PLUGIN_ENABLED("plugin.enabled", Visibility.PUBLIC, Audit.YES, "plugins:read"),
    PLUGIN_FAILED("plugin.failed", Visibility.PUBLIC, Audit.YES, "plugins:read"),
    /** An update asks for more than what is installed, and waits for an operator's word. */
    PLUGIN_HELD("plugin.held", Visibility.PUBLIC, Audit.YES, "plugins:read"),
    /** It waits no more. */
    PLUGIN_DECIDED("plugin.decided", Visibility.PUBLIC, Audit.YES, "plugins:read"),
    /** A plugin stays at its version when updates are made, or does no more. */
    PLUGIN_PINNED("plugin.pinned", Visibility.INTERNAL, Audit.YES, "plugins:read"),
    PLUGIN_REQUESTED("plugin.requested", Visibility.INTERNAL, Audit.YES, "plugins:read"),
    /** A node brings tools; written before they serve. */
    NODE_JOINED("node.joined", Visibility.INTERNAL, Audit.YES, "tools:read"),
    NODE_LEFT("node.left", Visibility.INTERNAL, Audit.YES, "tools:read"),
    /** A trigger's due time became a message; written with the message. */
    TRIGGER_FIRED("trigger.fired", Visibility.PUBLIC, Audit.YES, "triggers:read"),
    /** No message came of a due time, or none yet. */
    TRIGGER_FAILED("trigger.failed", Visibility.PUBLIC, Audit.YES, "triggers:read");

    private static final Map<String, RecordType> BY_TOPIC = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(RecordType::topic, Function.identity()));

    private final String topic;
    private final Visibility visibility;
    private final Audit audit;
    private final String scope;

    RecordType(String topic, Visibility visibility, Audit audit, String scope) {
        this.topic = topic;
        this.visibility = visibility;
        this.audit = audit;
        this.scope = scope;
    }

    /** The type of that name. */
    public static Optional<RecordType> of(String topic) {
        return Optional.ofNullable(BY_TOPIC.get(topic));
    }

    /** Its name in the journal and, when public, on the wire. */
    public String topic() {
        return topic;
    }

    /** Whether subscribers see it. */
    public boolean isPublic() {
        return visibility == Visibility.PUBLIC;
    }

    /** Whether it becomes a link of its tenant's audit chain. */
    public boolean isAudited() {
        return audit == Audit.YES;
    }

    /** The scope that a subscriber needs. */
    public String scope() {
        return scope;
    }

    private enum Visibility {
        PUBLIC, INTERNAL
    }

    private enum Audit {
        YES, NO
    }
}

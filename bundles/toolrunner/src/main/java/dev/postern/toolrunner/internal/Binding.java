// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import dev.postern.api.json.JsonObject;
import dev.postern.core.approval.Approval;
import dev.postern.core.hash.Sha256;
import dev.postern.core.policy.PolicyInput;

/**
 * All that a person's word is bound to. When any of it changes, the word counts no more.
 *
 * @param mode what is asked for
 * @param arguments the keyed digest of the arguments as they are
 * @param tool the tool's name
 * @param version its exact version
 * @param bundle the bundle that serves it
 * @param schemas the digest of what it takes and returns
 * @param revision the revision of the rules' document
 * @param principal who asks
 * @param session where
 */
record Binding(
        Approval.Mode mode,
        String arguments,
        String tool,
        String version,
        String bundle,
        String schemas,
        long revision,
        String principal,
        String session) {

    static Binding of(Approval.Mode mode, ServingTool tool, PolicyInput judged) {
        return new Binding(mode, judged.arguments(), judged.tool(), judged.version(), tool.registered().bundle(),
                tool.schemas().digest(), judged.revision().document(), judged.principal(),
                judged.session());
    }

    /** SHA-256 over the canonical JSON of it (RFC 8785), hex. */
    String digest() {
        return Sha256.hex(JsonObject.builder()
                .put("arguments", arguments)
                .put("bundle", bundle)
                .put("mode", mode.name())
                .put("principal", principal)
                .put("revision", revision)
                .put("schemas", schemas)
                .put("session", session)
                .put("tool", tool)
                .put("version", version)
                .build()
                .canonical());
    }

    /** What differs from what was asked for, for people. */
    String changed(Approval asked) {
        if (!asked.arguments().equals(arguments)) {
            return "the arguments changed";
        }
        if (!asked.version().equals(version) || !asked.bundle().equals(bundle)) {
            return asked.tool() + " " + version + " serves now instead of " + asked.version()
                    + (asked.version().equals(version) ? " from other bytes" : "");
        }
        if (asked.mode() != mode) {
            return "the rules ask to " + mode.name().toLowerCase(java.util.Locale.ROOT) + " it now";
        }
        if (asked.revision() != revision) {
            return "the rules changed";
        }
        return "what was asked for changed";
    }
}

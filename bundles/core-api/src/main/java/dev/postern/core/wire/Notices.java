// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

import dev.postern.api.json.JsonObject;
import org.osgi.annotation.versioning.ProviderType;

/** Tells subscribers what concerns the installation and is not kept: events without a cursor. Never blocks, may drop. */
@ProviderType
public interface Notices {

    /**
     * Sends an event to those who subscribed to its topic.
     *
     * @param topic which
     * @param payload as the topic's schema has it
     */
    void send(Topic topic, JsonObject payload);

    /** Topics of such events. */
    enum Topic {
        /** A step of a change of plugins was passed. */
        PLUGIN_PROGRESS("plugin.progress", "plugins:read");

        private final String topic;
        private final String scope;

        Topic(String topic, String scope) {
            this.topic = topic;
            this.scope = scope;
        }

        /** Its name on the wire. */
        public String topic() {
            return topic;
        }

        /** The scope that a subscriber needs. */
        public String scope() {
            return scope;
        }
    }
}

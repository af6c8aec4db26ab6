package org.example.parts;

import java.time.Instant;
import java.util.List;

import dev.postern.api.event.Event;
import dev.postern.api.event.EventSubscriber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.panel.Panel;
import dev.postern.testkit.ConfigurationContract;
import dev.postern.testkit.EventSubscriberContract;
import dev.postern.testkit.PanelContract;
import org.junit.jupiter.api.Nested;

/** What holds for every panel, for every subscriber and for all settings: this has each. */
class LastCallsTest {

    @Nested
    class AsPanel extends PanelContract {
        @Override
        protected Panel panel() {
            return new LastCalls(20);
        }

        @Override
        protected List<JsonObject> questions() {
            return List.of(JsonObject.of("what", "last"));
        }
    }

    @Nested
    class ItsSettings extends ConfigurationContract {
        @Override
        protected Class<?> plugin() {
            return LastCalls.class;
        }
    }

    @Nested
    class AsSubscriber extends EventSubscriberContract {
        @Override
        protected EventSubscriber subscriber() {
            return new LastCalls(20);
        }

        @Override
        protected List<Event> events() {
            return List.of(new Event("tool.finished", "default", "1", Instant.EPOCH, JsonObject.of("tool", "time.now")));
        }
    }
}

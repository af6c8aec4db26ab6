package org.example.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.api.event.EventSubscriber;
import dev.postern.api.model.ModelProvider;
import dev.postern.api.panel.Panel;
import dev.postern.api.planner.Planner;
import dev.postern.api.surface.SurfaceAdapter;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.trigger.MessageTrigger;
import dev.postern.api.trigger.ScheduleTrigger;
import dev.postern.api.trigger.WebhookTrigger;
import dev.postern.testkit.RunningPlugin;
import org.junit.jupiter.api.Test;

/** The bundle in a framework: each part is a service. */
class BundleTest {
    @Test
    void hasOneOfEach() throws Exception {
        try (var running = RunningPlugin.start(Convert.class)) {
            running.awaitHealthy();
            for (var part : new Class<?>[]{DescribedTool.class, SurfaceAdapter.class, Planner.class,
                ModelProvider.class, Panel.class, EventSubscriber.class, ScheduleTrigger.class, WebhookTrigger.class,
                MessageTrigger.class}) {
                assertEquals(1, running.services(part).size(), part.getSimpleName());
            }
        }
    }
}

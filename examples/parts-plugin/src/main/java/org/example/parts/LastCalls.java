package org.example.parts;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.event.Event;
import dev.postern.api.event.EventSubscriber;
import dev.postern.api.event.Subscription;
import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.panel.Panel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A panel that shows the last tool calls, of which it hears as a subscriber. One tenant does not see another's. */
@Component(service = {Panel.class, EventSubscriber.class}, property = {Panel.ID + "=parts-last-calls",
    Panel.TITLE + "=Last calls"})
@Subscription(topics = "tool.finished")
@Designate(ocd = LastCalls.Settings.class)
public final class LastCalls implements Panel, EventSubscriber {

    /** What an administrator may set, in {@code conf/org.example.parts.LastCalls.json}. */
    @ObjectClassDefinition(name = "Last calls", description = "The panel of the last calls; a change holds at once")
    public @interface Settings {
        @AttributeDefinition(description = "Calls that are shown at most, 1 to 100", min = "1", max = "100")
        int most() default 20;
    }

    private volatile int most;
    private final Map<String, Deque<String>> tools = new ConcurrentHashMap<>();

    /** Made by Declarative Services. */
    @Activate
    public LastCalls(Settings settings) {
        this(settings.most());
    }

    /** For tests. */
    LastCalls(int most) {
        this.most = most;
    }

    /** Without it the component would be made anew, and forget what it has. */
    @Modified
    void change(Settings settings) {
        most = settings.most();
    }

    @Override
    public void onEvent(Event event) {
        var last = tools.computeIfAbsent(event.tenant(), tenant -> new ArrayDeque<>());
        synchronized (last) {
            last.addFirst(event.payload().text("tool").orElse("?"));
            while (last.size() > most) {
                last.removeLast();
            }
        }
    }

    @Override
    public Optional<byte[]> file(String path) throws IOException {
        try (var in = getClass().getResourceAsStream("/panel/" + path)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }

    @Override
    public JsonObject answer(JsonObject question, Viewer viewer) {
        if (!question.text("what").equals(Optional.of("last"))) {
            throw new IllegalArgumentException("a question is {\"what\": \"last\"}");
        }
        var last = tools.getOrDefault(viewer.tenant(), new ArrayDeque<>());
        synchronized (last) {
            return JsonObject.builder().put("tools", JsonArray.ofStrings(List.copyOf(last))).build();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Part;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.TurnView;

/** A planner that notes what it is shown, works while it is held, and answers what it was told. */
final class Collecting implements Planner {
    /** Bounds that only the number of messages reaches. */
    static final Settings THREE = settings(new Settings.Collect(Duration.ofSeconds(60), 3, 1_000,
            Duration.ofSeconds(60)));

    /** What each decided step saw: the message, then what came with each step. */
    final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    /** One for each step that began. */
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);

    static Settings settings(Settings.Collect collect) {
        return new Settings(8, 100, "rules", 32, Duration.ofMinutes(2), 3, Settings.DEFAULT.ride(),
                Settings.DEFAULT.drain(), Settings.Outbox.DEFAULT, collect);
    }

    /** A turn that says "hold" is held in its first step; one that says "call" calls a tool first. */
    @Override
    public Decision next(TurnView view) throws Exception {
        var said = said(view);
        seen.add(said);
        if (view.steps().isEmpty() && said.contains("hold")) {
            begun.countDown();
            if (!go.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody let it go on");
            }
        }
        return view.steps().isEmpty() && said.contains("call")
                ? Decision.CallTools.one("mail.send", JsonObject.of("to", "alice"))
                : new Decision.Reply("heard " + said);
    }

    static String said(TurnView view) {
        var said = new StringBuilder(text(view.message()));
        for (int step = 0; step <= view.steps().size(); step++) {
            var came = text(view.steeringAfter(step));
            said.append(came.isEmpty() ? "" : " | " + step + ": " + came);
        }
        return said.toString();
    }

    private static String text(List<Part> parts) {
        return parts.stream().map(part -> ((Part.Text) part).text()).collect(Collectors.joining(", "));
    }
}

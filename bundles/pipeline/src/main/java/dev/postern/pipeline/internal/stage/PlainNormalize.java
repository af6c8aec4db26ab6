// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.stage;

import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;

import dev.postern.api.message.Part;
import dev.postern.api.planner.TurnView;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.pipeline.NormalizeStage;
import dev.postern.core.pipeline.NormalizedMessage;
import org.osgi.service.component.annotations.Component;

/** Leaves the words alone: line ends become line feeds, and what is no Unicode text becomes replacement characters. */
@Component
public final class PlainNormalize implements NormalizeStage {
    @Override
    public NormalizedMessage normalize(Incoming incoming) {
        var message = incoming.message();
        return new NormalizedMessage(
                incoming.principal().tenant(),
                message.peer(),
                message.thread(),
                text(message.author()).strip(),
                message.parts().stream().map(PlainNormalize::part).toList(),
                message.at().truncatedTo(ChronoUnit.MILLIS),
                incoming.surface(),
                message.metadata(),
                message.dedupeKey(),
                incoming.preface().before().stream()
                        .map(said -> new TurnView.Exchange(said.message().stream().map(PlainNormalize::part).toList(),
                                text(said.reply())))
                        .toList());
    }

    private static Part part(Part part) {
        return switch (part) {
            case Part.Text(var words, var origin) -> new Part.Text(text(words), origin);
            case Part.Blob blob -> blob;
        };
    }

    private static String text(String words) {
        var lines = words.indexOf('\r') < 0 ? words : words.replace("\r\n", "\n").replace('\r', '\n');
        // lone surrogates cannot be stored as UTF-8; the round trip replaces them
        return StandardCharsets.UTF_8.newEncoder().canEncode(lines)
                ? lines
                : new String(lines.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonNull;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelImage;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;

/** What a model is told of a turn. Earlier turns are whole or not there, and every call has its result. */
final class Conversation {
    private final TurnView turn;
    private final Settings settings;
    private final ToolNames names;
    private final Attachments attachments;
    private final String instruction;
    private final Remembered memory;
    private final Set<String> ids = new HashSet<>();

    /** @param instruction of all layers */
    Conversation(TurnView turn, Settings settings, ToolNames names, Attachments attachments, String instruction) {
        this.turn = turn;
        this.settings = settings;
        this.names = names;
        this.attachments = attachments;
        this.instruction = instruction;
        this.memory = new Remembered(turn.memory());
    }

    List<ModelMessage> messages() {
        var messages = new ArrayList<ModelMessage>();
        messages.add(new ModelMessage.Instruction((instruction + "\n\n" + Foreign.RULE).strip()));
        var conversation = new ArrayList<ModelMessage>();
        history().forEach(conversation::addAll);
        conversation.addAll(Remembered.leading(memory.scratchpad(), List.of(said(turn.message()))));
        messages.addAll(Remembered.leading(settings.historyTurns() == 0 ? Optional.empty() : memory.summary(),
                conversation));
        steer(0, messages);
        for (int step = 1; step <= turn.steps().size(); step++) {
            add(turn.steps().get(step - 1), messages);
            steer(step, messages);
        }
        return ImageNotes.within(messages, settings.imagesBytes());
    }

    /** Where it came, behind the results of a step: what was said once stands in the same place at every later step. */
    private void steer(int steps, List<ModelMessage> messages) {
        var parts = turn.steeringAfter(steps);
        if (!parts.isEmpty()) {
            messages.add(said(parts));
        }
    }

    /** Turns that the summary does not cover, from the newest back as far as they fit beside it. */
    private List<List<ModelMessage>> history() {
        var kept = new ArrayList<List<ModelMessage>>();
        if (settings.historyTurns() == 0) {
            return kept;
        }
        long left = settings.historyTokens() - Tokens.of(Remembered.leading(memory.summary(), List.of()));
        for (var exchange : turn.history(settings.historyTurns(), memory.coveredTurn()).reversed()) {
            var messages = exchange(exchange);
            left -= Tokens.of(messages);
            if (left < 0) {
                break;
            }
            kept.addFirst(messages);
        }
        return kept;
    }

    private List<ModelMessage> exchange(TurnView.Exchange exchange) {
        var messages = new ArrayList<ModelMessage>();
        messages.add(said(exchange.message()));
        if (!exchange.reply().isEmpty()) {
            messages.add(new ModelMessage.Answered(exchange.reply(), List.of()));
        }
        return messages;
    }

    private void add(TurnView.Step step, List<ModelMessage> messages) {
        var note = StepNote.read(step.note(), step.calls().size());
        var calls = new ArrayList<ModelCall>();
        for (int index = 0; index < step.calls().size(); index++) {
            int place = index;
            var call = step.calls().get(index);
            calls.add(note.map(kept -> kept.calls().get(place))
                    .map(kept -> new ModelCall(unique(kept.id()), kept.name(), kept.arguments()))
                    .orElseGet(() -> new ModelCall(unique("call"), names.wire(call.tool()), call.input().toString())));
        }
        messages.add(new ModelMessage.Answered(note.map(StepNote::text).orElse(""), calls,
                note.map(StepNote::continuation).orElse(JsonNull.NULL)));
        for (int index = 0; index < calls.size(); index++) {
            messages.add(new ModelMessage.Result(calls.get(index).id(),
                    result(step.calls().get(index), step.results().get(index))));
        }
    }

    /** Models that count their calls anew in every answer give the same id twice. */
    private String unique(String id) {
        var unique = id;
        for (int more = 2; !ids.add(unique); more++) {
            unique = id + "_" + more;
        }
        return unique;
    }

    private String result(Decision.Call call, TurnView.Result result) {
        var text = switch (result) {
            case TurnView.Result.Returned(var output) -> cut(output.toString());
            case TurnView.Result.Failed(var code, var message) -> cut("failed, " + code + ": " + message);
        };
        return names.isForeign(call.tool()) ? Foreign.marked(text) : text;
    }

    private String cut(String text) {
        int most = settings.resultCharacters();
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "\n[" + (text.length() - end) + " more characters were left out]";
    }

    private ModelMessage.Said said(List<Part> parts) {
        var texts = new ArrayList<String>();
        var images = new ArrayList<ModelImage>();
        int left = settings.resultCharacters();
        for (var part : parts) {
            boolean isForeign = part.origin() == Origin.FOREIGN;
            switch (part) {
                case Part.Text(var words, _) -> texts.add(isForeign ? Foreign.marked(words) : words);
                case Part.Blob blob -> {
                    var told = attachments.tell(turn.tenant(), blob, settings.imageBytes(), left);
                    told.image().ifPresent(images::add);
                    left -= told.text().length();
                    texts.add(isForeign ? Foreign.marked(told.label()) : told.label());
                    if (!told.text().isEmpty()) {
                        // whoever attached it need not have written it
                        texts.add(Foreign.marked(told.text()));
                    }
                }
            }
        }
        return new ModelMessage.Said(String.join("\n\n", texts), images);
    }
}

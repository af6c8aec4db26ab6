// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.stage;

import java.util.List;

import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Part;
import dev.postern.api.planner.TurnView;
import dev.postern.core.json.Nesting;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.pipeline.IngestStage;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.osgi.service.component.annotations.Component;

/** Refuses what is larger than anything behind it is made for. */
@Component
public final class BoundedIngest implements IngestStage {
    /** Text of all parts together, in bytes of UTF-8. */
    static final int MAX_TEXT_BYTES = 256 * 1024;
    /** Parts of a message. */
    static final int MAX_PARTS = 32;
    /** Exchanges from before that a sender tells of. */
    static final int MAX_BEFORE = 500;
    /** Their text, in bytes of UTF-8. */
    static final int MAX_BEFORE_BYTES = 512 * 1024;
    /** The surface's metadata as text, in bytes of UTF-8. */
    static final int MAX_METADATA_BYTES = 16 * 1024;
    /** Names: peers, threads, authors, dedupe keys. */
    static final int MAX_NAME_LENGTH = 256;

    @Override
    public void admit(Incoming incoming) throws WireException {
        var message = incoming.message();
        name("peer", message.peer(), 1);
        name("thread", message.thread(), 1);
        name("author", message.author(), 0);
        name("dedupeKey", message.dedupeKey(), 0);
        if (message.parts().isEmpty()) {
            throw refusal("/parts", "minItems", 1, "a message has at least one part");
        }
        if (message.parts().size() > MAX_PARTS) {
            throw refusal("/parts", "maxItems", MAX_PARTS, "a message has at most " + MAX_PARTS + " parts");
        }
        if (textBytes(message.parts()) > MAX_TEXT_BYTES) {
            throw refusal("/text", "maxLength", MAX_TEXT_BYTES,
                    "the text is at most " + MAX_TEXT_BYTES + " bytes of UTF-8; send longer text as a blob");
        }
        before(incoming.preface().before());
        if (Nesting.exceeds(message.metadata(), Nesting.MAX_VALUE)) {
            throw refusal("/metadata", "maxDepth", Nesting.MAX_VALUE,
                    "the metadata nests at most " + Nesting.MAX_VALUE + " deep");
        }
        if (utf8Length(message.metadata().toString()) > MAX_METADATA_BYTES) {
            throw refusal("/metadata", "maxLength", MAX_METADATA_BYTES,
                    "the metadata is at most " + MAX_METADATA_BYTES + " bytes as text");
        }
    }

    /** How much text parts have together, in bytes of UTF-8. */
    public static int textBytes(List<Part> parts) {
        long text = 0;
        for (var part : parts) {
            text += part instanceof Part.Text(var words, _) ? utf8Length(words) : 0;
        }
        return Math.clamp(text, 0, Integer.MAX_VALUE);
    }

    private static void before(List<TurnView.Exchange> exchanges) throws WireException {
        if (exchanges.size() > MAX_BEFORE) {
            throw refusal("/before", "maxItems", MAX_BEFORE,
                    "at most " + MAX_BEFORE + " exchanges are told from before");
        }
        long text = 0;
        for (var exchange : exchanges) {
            text += utf8Length(exchange.reply());
            for (var part : exchange.message()) {
                text += part instanceof Part.Text(var words, _) ? utf8Length(words) : 0;
            }
        }
        if (text > MAX_BEFORE_BYTES) {
            throw refusal("/before", "maxLength", MAX_BEFORE_BYTES,
                    "what was said before is at most " + MAX_BEFORE_BYTES
                            + " bytes of UTF-8; leave out the oldest of it, or speak in a session that remembers");
        }
    }

    private static void name(String member, String value, int least) throws WireException {
        if (value.length() < least) {
            throw refusal("/" + member, "minLength", least, member + " must not be empty");
        }
        if (value.length() > MAX_NAME_LENGTH) {
            throw refusal("/" + member, "maxLength", MAX_NAME_LENGTH,
                    member + " is at most " + MAX_NAME_LENGTH + " characters");
        }
    }

    /** Without encoding it: most messages are far from the bound. */
    private static long utf8Length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    private static WireException refusal(String path, String rule, int bound, String message) {
        var detail = JsonObject.builder()
                .put("path", path)
                .put("rule", rule)
                .put("bound", JsonNumber.of(bound))
                .build();
        return new WireException(ErrorCode.INVALID_PARAMS, message, List.of(detail), false, null);
    }
}

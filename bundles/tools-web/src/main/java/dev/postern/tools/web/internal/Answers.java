// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.postern.api.tool.Cancellation;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;

/**
 * Makes answers readable.
 *
 * @param maxCharacters how much text
 * @param maxLinks how many links
 * @param cancellation ends the reading of a large page
 */
record Answers(int maxCharacters, int maxLinks, Cancellation cancellation) {
    /** The largest content, packed and unpacked. */
    static final int MAX_BYTES = 4 << 20;
    static final int MAX_CHARACTERS = 500_000;
    static final int MAX_LINKS = 500;
    private static final int MAX_HEADER = 2_048;
    private static final List<String> HEADERS = List.of("etag", "last-modified", "location", "retry-after",
            "content-language", "link");

    WebAnswer read(HttpAccess.Response answer) throws ToolException, InterruptedException {
        if (answer.body().length == 0) {
            return told(answer, Optional.empty(), new Reading(Optional.empty(), "", false, List.of(), false), 0);
        }
        var bytes = ContentCoding.unpacked(answer, MAX_BYTES);
        var type = MediaType.of(answer.headers().getOrDefault("content-type", List.of("")).getFirst());
        if (type.isEmpty() || !type.get().isReadable()) {
            throw new ToolException("unsupported_type", "the answer is "
                    + type.map(MediaType::name).orElse("of no type that it says") + ", " + bytes.length
                    + " bytes, with status " + answer.status() + "; only text, HTML, JSON and XML are read");
        }
        var text = Charsets.decode(bytes, type.get());
        var reading = type.get().isHtml()
                ? Page.read(text, answer.uri().toString(), maxCharacters, maxLinks, cancellation)
                : plain(text);
        return told(answer, type, reading, bytes.length);
    }

    private Reading plain(String text) {
        var clean = Texts.clean(text);
        var cut = Texts.cut(clean, maxCharacters);
        return new Reading(Optional.empty(), cut, cut.length() < clean.length(), List.of(), false);
    }

    private static WebAnswer told(HttpAccess.Response answer, Optional<MediaType> type, Reading reading, int size) {
        return new WebAnswer(answer.status(), answer.uri().toString(), type.map(MediaType::name), reading.title(),
                reading.text(), reading.truncated(), reading.links(), reading.moreLinks(), size, headers(answer));
    }

    private static Map<String, String> headers(HttpAccess.Response answer) {
        var some = new TreeMap<String, String>();
        for (var name : HEADERS) {
            var values = answer.headers().getOrDefault(name, List.of());
            if (!values.isEmpty()) {
                some.put(name, Texts.cut(Texts.clean(String.join(", ", values)), MAX_HEADER));
            }
        }
        return some;
    }
}

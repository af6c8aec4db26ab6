// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.io.StringReader;
import java.util.Optional;

import dev.postern.api.tool.Cancellation;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;

/**
 * A page of HTML, read within limits: a parser follows the standard, by which a small text can become a large tree, so it is
 * stopped once there are too many elements.
 */
final class Page {
    private static final int MAX_SOURCE = 2 << 20;
    private static final int MAX_ELEMENTS = 100_000;
    private static final int MAX_DEPTH = 256;
    private static final int MAX_TITLE = 500;

    private Page() {}

    static Reading read(String source, String base, int maxCharacters, int maxLinks, Cancellation cancellation)
            throws InterruptedException {
        boolean cut = source.length() > MAX_SOURCE;
        try (var parser = new StreamParser(Parser.htmlParser().setMaxDepth(MAX_DEPTH))) {
            parser.parse(new StringReader(cut ? source.substring(0, MAX_SOURCE) : source), base);
            var document = parser.document();
            cut |= stopped(parser, cancellation);
            var layout = new PageLayout(maxCharacters, maxLinks);
            document.body().filter(layout);
            cancellation.check();
            return new Reading(title(document), layout.text(), cut || layout.truncated(), layout.links(),
                    layout.moreLinks());
        }
    }

    /** Parses; tells whether it was stopped before the end. */
    private static boolean stopped(StreamParser parser, Cancellation cancellation) throws InterruptedException {
        var elements = parser.iterator();
        for (int seen = 1; elements.hasNext(); seen++) {
            elements.next();
            if (seen == MAX_ELEMENTS) {
                return true;
            }
            if (seen % 1_024 == 0) {
                cancellation.check();
            }
        }
        return false;
    }

    private static Optional<String> title(Document document) {
        return Optional.of(Texts.cut(Texts.clean(document.title()), MAX_TITLE)).filter(title -> !title.isBlank());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/** Walks through a page and writes what a reader would see: blocks on lines of their own, and where its links lead. */
final class PageLayout implements NodeFilter {
    private static final Set<String> UNSEEN = Set.of("audio", "canvas", "datalist", "head", "iframe", "noscript",
            "object", "script", "select", "style", "svg", "template", "textarea", "title", "video");
    private static final Set<String> APART = Set.of("article", "blockquote", "dl", "figure", "h1", "h2", "h3", "h4",
            "h5",
            "h6", "hr", "ol", "p", "pre", "section", "table", "ul");
    private static final int MAX_LINK_TEXT = 200;
    private static final int MAX_LINK = 2_048;

    private final int maxCharacters;
    private final int maxLinks;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> links = new LinkedHashMap<>();
    private boolean moreLinks;
    private int preformatted;
    private int breaks;
    private boolean space;

    PageLayout(int maxCharacters, int maxLinks) {
        this.maxCharacters = maxCharacters;
        this.maxLinks = maxLinks;
    }

    String text() {
        return Texts.cut(Texts.clean(text.toString()), maxCharacters);
    }

    boolean truncated() {
        return text.length() > maxCharacters;
    }

    List<WebAnswer.Link> links() {
        var all = new ArrayList<WebAnswer.Link>();
        links.forEach((url, name) -> all.add(new WebAnswer.Link(name, url)));
        return all;
    }

    boolean moreLinks() {
        return moreLinks;
    }

    @Override
    public FilterResult head(Node node, int depth) {
        switch (node) {
            case TextNode words -> write(words.getWholeText());
            case Element element when isUnseen(element) -> {
                return FilterResult.SKIP_ENTIRELY;
            }
            case Element element -> open(element);
            default -> {
                // comments and the like
            }
        }
        return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element element) {
            if (element.normalName().equals("pre")) {
                preformatted--;
            }
            separate(element);
        }
        return FilterResult.CONTINUE;
    }

    private static boolean isUnseen(Element element) {
        return UNSEEN.contains(element.normalName())
                || element.hasAttr("hidden")
                || element.attr("aria-hidden").equals("true")
                || element.attr("style").toLowerCase(Locale.ROOT).replace(" ", "").contains("display:none");
    }

    private void open(Element element) {
        separate(element);
        switch (element.normalName()) {
            case "a" -> link(element);
            case "br" -> breaks = Math.max(breaks, 1);
            case "h1", "h2", "h3", "h4", "h5", "h6" ->
                word("#".repeat(element.normalName().charAt(1) - '0') + " ");
            case "hr" -> word("---");
            case "img" -> write(" " + element.attr("alt") + " ");
            case "li" -> word("- ");
            case "pre" -> preformatted++;
            case "td", "th" -> {
                if (element.previousElementSibling() != null) {
                    word(" | ");
                }
            }
            default -> {
                // nothing but its content
            }
        }
    }

    /** Also at its end: what follows a block does not stand beside it. */
    private void separate(Element element) {
        var name = element.normalName();
        if (name.equals("td") || name.equals("th")) {
            space = false;
        } else if (APART.contains(name)) {
            breaks = 2;
        } else if (element.isBlock() || name.equals("tr")) {
            breaks = Math.max(breaks, 1);
        }
    }

    private void write(String words) {
        if (preformatted > 0) {
            word(Texts.clean(words));
            return;
        }
        var word = new StringBuilder();
        for (int i = 0; i < words.length() && !truncated(); i++) {
            char c = words.charAt(i);
            if (Character.isWhitespace(c) || c == '\u00a0' || Character.isISOControl(c)) {
                word(word.toString());
                word.setLength(0);
                space = true;
            } else {
                word.append(c);
            }
        }
        word(word.toString());
    }

    private void word(String word) {
        if (word.isEmpty() || truncated()) {
            return;
        }
        if (!text.isEmpty()) {
            boolean apart = Character.isWhitespace(text.charAt(text.length() - 1)) || word.startsWith(" ");
            text.append(breaks > 0 ? "\n".repeat(breaks) : space && !apart ? " " : "");
        }
        breaks = 0;
        space = false;
        text.append(word);
    }

    private void link(Element element) {
        var url = element.absUrl("href");
        int fragment = url.indexOf('#');
        var page = fragment < 0 ? url : url.substring(0, fragment);
        if (!page.startsWith("http://") && !page.startsWith("https://")
                || page.length() > MAX_LINK
                || links.containsKey(page)
                || page.equals(element.baseUri())) {
            return;
        }
        if (links.size() == maxLinks) {
            moreLinks = true;
            return;
        }
        links.put(Texts.clean(page), Texts.cut(Texts.clean(element.text()), MAX_LINK_TEXT));
    }
}

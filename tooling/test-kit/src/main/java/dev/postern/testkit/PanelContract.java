// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonObject;
import dev.postern.api.panel.Panel;
import org.junit.jupiter.api.Test;

/** What holds for every panel, whose frame is a sandbox. Extend it and give it the panel. */
public abstract class PanelContract {
    private static final int MOST_BYTES = 256 * 1024;
    /** Scripts and styles are files of their own, and what stands in attributes does not run. */
    private static final Pattern INLINE = Pattern.compile(
            "<script(?![^>]*\\bsrc=)|<style\\b|\\son[a-z]+\\s*=|\\sstyle\\s*=", Pattern.CASE_INSENSITIVE);
    private static final Pattern ELSEWHERE = Pattern.compile("(?:src|href)\\s*=\\s*[\"']?(?:https?:|//|data:|/)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern FILES = Pattern.compile("(?:src|href)\\s*=\\s*[\"']([^\"'#?:]+)[\"']",
            Pattern.CASE_INSENSITIVE);

    /** The panel. */
    protected abstract Panel panel();

    /** Questions that its page asks; none for a panel that asks nothing. */
    protected List<JsonObject> questions() {
        return List.of();
    }

    /** Who looks. */
    protected Panel.Viewer viewer() {
        return new Panel.Viewer("p_test", "default", Set.of("*"));
    }

    private String index() throws Exception {
        return new String(panel().file(Panel.INDEX).orElseThrow(() -> new AssertionError("it has no " + Panel.INDEX)),
                StandardCharsets.UTF_8);
    }

    /** Its page runs where nothing in the markup does, and loads nothing from elsewhere. */
    @Test
    void keepsScriptsAndStylesInFilesOfItsOwn() throws Exception {
        var page = index();
        check(!INLINE.matcher(page).find(), "a script, a style or a handler stands in the markup of " + Panel.INDEX
                + ", where it does not run: put it into a file");
        check(!ELSEWHERE.matcher(page).find(), Panel.INDEX
                + " loads from elsewhere or from the root of the host, which its frame refuses");
    }

    /** What its page names is there. */
    @Test
    void hasTheFilesThatItsPageNames() throws Exception {
        var missing = new ArrayList<String>();
        var named = FILES.matcher(index());
        while (named.find()) {
            if (panel().file(named.group(1)).isEmpty()) {
                missing.add(named.group(1));
            }
        }
        check(missing.isEmpty(), Panel.INDEX + " names files that are not there: " + missing);
    }

    /** Anybody may ask for anything. */
    @Test
    void hasNoFileThatItDoesNotKnow() throws Exception {
        check(panel().file("no/such-file.js").isEmpty(), "it has a file no/such-file.js");
    }

    /** It answers what its page asks, within bounds. */
    @Test
    void answersWhatItsPageAsks() throws Exception {
        for (var question : questions()) {
            var answer = panel().answer(question, viewer()).toString();
            check(answer.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES, "its answer to " + question
                    + " is larger than " + MOST_BYTES + " bytes");
        }
    }

    /** What is no question of its own it says so of, with a message for the page's author. */
    @Test
    void refusesWhatItsPageDoesNotAsk() throws Exception {
        try {
            panel().answer(JsonObject.of("no-such-question-", "x"), viewer());
        } catch (IllegalArgumentException refused) {
            check(refused.getMessage() != null, "it refuses a question without saying why");
            return;
        }
        throw new AssertionError("it answers a question that it cannot know; throw IllegalArgumentException");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}

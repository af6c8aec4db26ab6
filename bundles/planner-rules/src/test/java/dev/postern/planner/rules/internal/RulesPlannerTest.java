// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesPlannerTest {
    private final RulesPlanner planner = new RulesPlanner();

    @Test
    void callsAToolWithTypedInputs() {
        var call = call(FakeTurn.saying("/files.search query=\"two words\" limit=5 tags=a,b deep=yes path=docs"));
        assertThat(call.tool()).isEqualTo("files.search");
        assertThat(call.input())
                .isEqualTo(JsonObject.builder()
                        .put("query", "two words")
                        .put("limit", 5)
                        .put("tags", JsonArray.ofStrings(List.of("a", "b")))
                        .put("deep", true)
                        .put("path", "docs")
                        .build());
    }

    @Test
    void takesJsonAsItIs() {
        var call = call(FakeTurn.saying("/files.search {\"path\":\"a\",\"query\":\"x=y\"}"));
        assertThat(call.input().text("query")).contains("x=y");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/files.serach query=x | There is no tool files.serach. Did you mean /files.search?",
        "/Files.Search | Did you mean /files.search?",
        "/nothing.like.it | There is no tool nothing.like.it. /help lists",
        "/ files.search | name stands right after the /",
        "/help files.serach | Did you mean /files.search?",
        "/cancel | no question open",
        "hello there | /help"
    })
    void answersWhatCannotBeTakenWithTheWayOut(String text, String reply) {
        assertThat(reply(FakeTurn.saying(text))).contains(reply);
    }

    @Test
    void whatIsWrongWithAnInputIsSaidWithTheUsage() {
        assertThat(reply(FakeTurn.saying("/files.search limit=many")))
                .startsWith("limit must be a whole number.\n/files.search path=… query=… [limit=…]");
        assertThat(reply(FakeTurn.saying("/files.search {\"limit\":\"5\"}")))
                .startsWith("limit must be a whole number.");
    }

    @Test
    void asksForWhatIsMissingOneByOne() {
        var first = ask(FakeTurn.saying("/files.search"));
        assertThat(first.question()).contains("path").contains("where to look");
        var second = ask(FakeTurn.saying("docs").remembering(first.memo()));
        assertThat(second.question()).contains("query");
        var call = call(FakeTurn.saying("needle").remembering(second.memo()));
        assertThat(call.input())
                .isEqualTo(JsonObject.builder().put("path", "docs").put("query", "needle").build());
    }

    @Test
    void asksAgainWhenAnAnswerBreaksTheSchema() {
        var memo = new Question("files.search", JsonObject.of("path", "docs"), "query").memo();
        var again = ask(FakeTurn.saying("").remembering(memo));
        assertThat(again.question()).contains("query").contains("/cancel");
        assertThat(again.memo()).isEqualTo(memo);
    }

    @Test
    void takesAnAnswerAsItIsOrInQuotationMarks() {
        var memo = new Question("files.search", JsonObject.of("path", "docs"), "query").memo();
        assertThat(call(FakeTurn.saying("don't \"x\" = \u00fc\ud83d\ude00 ").remembering(memo)).input().text("query"))
                .contains("don't \"x\" = \u00fc\ud83d\ude00");
        assertThat(call(FakeTurn.saying("\"/etc a\"").remembering(memo)).input().text("query")).contains("/etc a");
    }

    @Test
    void keepsTheQuestionWhenACommandIsNoneOrAsksForHelp() {
        var memo = new Question("files.search", JsonObject.of("path", "docs"), "query").memo();
        var unknown = ask(FakeTurn.saying("/etc").remembering(memo));
        assertThat(unknown.question())
                .contains("There is no tool etc.", "stands in quotation marks", "files.search: which query?");
        assertThat(unknown.memo()).isEqualTo(memo);
        var help = ask(FakeTurn.saying("/help").remembering(memo));
        assertThat(help.question()).contains("/files.search  Searches.", "which query?");
        assertThat(help.memo()).isEqualTo(memo);
    }

    @Test
    void anotherCommandTakesTheQuestionsPlace() {
        var memo = new Question("files.search", JsonObject.of("path", "docs"), "query").memo();
        assertThat(ask(FakeTurn.saying("/files.search query=x").remembering(memo)).question()).contains("which path?");
    }

    @Test
    void cancelDropsTheQuestion() {
        var memo = new Question("files.search", JsonObject.EMPTY, "path").memo();
        assertThat(reply(FakeTurn.saying("/cancel").remembering(memo))).isEqualTo("Dropped.");
    }

    @Test
    void dropsAQuestionWhoseToolIsGone() {
        var memo = new Question("files.gone", JsonObject.EMPTY, "path").memo();
        assertThat(reply(FakeTurn.saying("docs").remembering(memo))).contains("files.gone is not there any more");
    }

    @Test
    void asksByASchemaWithReferences() {
        var schema = """
                {"type":"object","properties":{
                   "from":{"$ref":"#/$defs/Place","description":"where from"},
                   "to":{"$ref":"#/$defs/Place"},
                   "seats":{"type":"array","items":{"$ref":"#/$defs/Seat"}}},
                 "required":["from","to","seats"],"additionalProperties":false,
                 "$defs":{
                   "Place":{"type":"string","pattern":"^[A-Z]{3}$","description":"an airport"},
                   "Seat":{"type":"integer","minimum":1}}}""";
        var first = ask(FakeTurn.saying("/fly.there").offering("fly.there", schema));
        assertThat(first.question()).isEqualTo("fly.there: which from? (where from; text)");
        var again = ask(FakeTurn.saying("Zurich").offering("fly.there", schema).remembering(first.memo()));
        assertThat(again.question()).contains("from must match ^[A-Z]{3}$.");
        var second = ask(FakeTurn.saying("ZRH").offering("fly.there", schema).remembering(again.memo()));
        assertThat(second.question()).contains("which to? (an airport; text)");
        var third = ask(FakeTurn.saying("GVA").offering("fly.there", schema).remembering(second.memo()));
        assertThat(ask(FakeTurn.saying("1, 0").offering("fly.there", schema).remembering(third.memo())).question())
                .contains("seats[1] must be at least 1.");
        assertThat(call(FakeTurn.saying("1, 2").offering("fly.there", schema).remembering(third.memo())).input())
                .isEqualTo(FakeTurn.json("{\"from\":\"ZRH\",\"to\":\"GVA\",\"seats\":[1,2]}"));
    }

    @Test
    void cutsWhatIsTooLongToSayAndSaysSo() {
        var line = "\ud83d\ude00".repeat(40) + "\n";
        var output = JsonObject.of("text", line.repeat(500));
        var reply = reply(FakeTurn.saying("/x").after(JsonNull.NULL, new TurnView.Result.Returned(output)));
        assertThat(reply).hasSizeLessThan(Cut.LONGEST_REPLY + 100).endsWith(" of 40500 characters are shown.");
        var oneLine = JsonObject.of("text", "x" + "\ud83d\ude00".repeat(30_000));
        assertThat(reply(FakeTurn.saying("/x").after(JsonNull.NULL, new TurnView.Result.Returned(oneLine))))
                .contains("\ud83d\ude00\n… This is cut: 19999 of 60001 characters are shown.");
    }

    @Test
    void showsResultsToPeople() {
        var output = JsonObject.builder()
                .put("count", 2)
                .put("names", JsonArray.ofStrings(List.of("a", "b")))
                .build();
        var turn = FakeTurn.saying("/files.search").after(JsonNull.NULL, new TurnView.Result.Returned(output));
        assertThat(reply(turn)).isEqualTo("count: 2\nnames: \n  - a\n  - b");
        var failed = FakeTurn.saying("/x").after(JsonNull.NULL, new TurnView.Result.Failed("denied", "would ask"));
        assertThat(reply(failed)).contains("denied").contains("would ask");
    }

    @Test
    void helpTellsOfAllToolsAndOfOne() {
        assertThat(reply(FakeTurn.saying("/help"))).contains("/files.search  Searches.");
        assertThat(reply(FakeTurn.saying("/help files.search"))).contains("path=…", "[limit=…]", "where to look");
    }

    @Test
    void runsAConfiguredSequenceAndFillsItsTemplates() throws Exception {
        var rule = rule(
                "push to (?<repo>\\S+)",
                "found {1/matches} for {repo} by {/sender}: {2/total}",
                "{\"tool\":\"files.search\",\"input\":{\"path\":\"{repo}\",\"query\":\"{/sender}\",\"limit\":\"{/limit}\"}}",
                "{\"tool\":\"files.count\",\"input\":{\"of\":\"{1/matches}\"}}");
        var planning = new RulesPlanner(List.of(rule));
        var metadata = JsonObject.builder().put("sender", "ada").put("limit", 3).build();
        var turn = FakeTurn.saying("push to engine").knowing(metadata);

        var first = (Decision.CallTools) planning.next(turn);
        assertThat(first.calls().getFirst().input())
                .isEqualTo(JsonObject.builder()
                        .put("path", "engine")
                        .put("query", "ada")
                        .put("limit", 3)
                        .build());
        turn.after(first.note(), returned("matches", JsonArray.ofStrings(List.of("x.md"))));
        var second = (Decision.CallTools) planning.next(turn);
        assertThat(second.calls().getFirst().input().array("of").orElseThrow().strings())
                .containsExactly("x.md");
        turn.after(second.note(), returned("total", JsonNumber.of(1)));
        assertThat(((Decision.Reply) planning.next(turn)).text()).isEqualTo("found - x.md for engine by ada: 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "(        | {\"tool\":\"a.b\",\"input\":{}} | pattern: is no regular expression: Unclosed group near index 1",
        "go       | {\"tool\":\"a.b\"}               | calls: each is {\"tool\":…,\"input\":{…}}",
        "go       | nope                              | calls: one is no JSON: not JSON at character 0"})
    void aBadSettingIsRefusedByNameAndTheOldOneStays(String pattern, String call, String reason) {
        assertThatThrownBy(() -> rule(pattern, "", call)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the pattern \"rule\" (dev.postern.planner.rules.pattern): " + reason);
        var rule = rule("go", "", "{\"tool\":\"c.d\",\"input\":{}}");
        rule.change(config(pattern, "", call));
        assertThat(((Decision.CallTools) new RulesPlanner(List.of(rule)).next(FakeTurn.saying("go"))).calls().getFirst()
                .tool()).isEqualTo("c.d");
        rule.change(config("went", "", "{\"tool\":\"e.f\",\"input\":{}}"));
        assertThat(((Decision.CallTools) new RulesPlanner(List.of(rule)).next(FakeTurn.saying("went"))).calls()
                .getFirst().tool()).isEqualTo("e.f");
    }

    @Test
    void aFailingCallEndsTheSequence() throws Exception {
        var rule = rule("go", "", "{\"tool\":\"a.b\",\"input\":{}}", "{\"tool\":\"c.d\",\"input\":{}}");
        var planning = new RulesPlanner(List.of(rule));
        var turn = FakeTurn.saying("go");
        var first = (Decision.CallTools) planning.next(turn);
        turn.after(first.note(), new TurnView.Result.Failed("timeout", "took too long"));
        assertThat(((Decision.Reply) planning.next(turn)).text()).contains("took too long");
    }

    @Test
    void aPatternThatTriesForEverIsCut() throws Exception {
        var planning = new RulesPlanner(List.of(rule("(a+)+\\1b", "", "{\"tool\":\"a.b\",\"input\":{}}")));
        assertThat(((Decision.Reply) planning.next(FakeTurn.saying("a".repeat(60)))).text())
                .contains("takes a configured pattern too long");
    }

    @Test
    void whatSomebodyElseComposedIsNoCommand() {
        assertThat(reply(FakeTurn.quoting("/files.search path=a query=b"))).contains("I act on commands");
        assertThat(reply(FakeTurn.quoting("/cancel"))).contains("I act on commands");
    }

    @Test
    void anEndlessToolNameIsCut() {
        assertThat(reply(FakeTurn.saying("/" + "x".repeat(100_000)))).hasSizeLessThan(300);
    }

    private static PatternRule rule(String pattern, String reply, String... calls) {
        return new PatternRule(config(pattern, reply, calls));
    }

    private static PatternRule.Config config(String pattern, String reply, String... calls) {
        return FakeConfig.of(PatternRule.Config.class,
                Map.of("name", "rule", "pattern", pattern, "reply", reply, "calls", calls, "surface", ""));
    }

    private static TurnView.Result returned(String name, JsonValue value) {
        return new TurnView.Result.Returned(new JsonObject(Map.of(name, value)));
    }

    private Decision.Call call(TurnView turn) {
        var decision = planner.next(turn);
        assertThat(decision).isInstanceOf(Decision.CallTools.class);
        return ((Decision.CallTools) decision).calls().getFirst();
    }

    private Decision.Ask ask(TurnView turn) {
        var decision = planner.next(turn);
        assertThat(decision).isInstanceOf(Decision.Ask.class);
        return (Decision.Ask) decision;
    }

    private String reply(TurnView turn) {
        var decision = planner.next(turn);
        assertThat(decision).isInstanceOf(Decision.Reply.class);
        return ((Decision.Reply) decision).text();
    }

    @Test
    void stringsStayStrings() {
        assertThat(call(FakeTurn.saying("/files.search path=1 query=true")).input().get("path"))
                .contains(new JsonString("1"));
    }
}

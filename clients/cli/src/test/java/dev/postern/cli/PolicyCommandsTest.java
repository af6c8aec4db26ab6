// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import dev.postern.api.json.JsonObject;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandsTest {
    private static final String RULES = "{\"rules\":[{\"id\":\"r1\",\"effect\":\"deny\",\"when\":{\"tools\":[\"a.*\"]}}]}";

    @TempDir
    Path folder;

    private FakeGateway gateway;
    private Shell shell;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway();
        shell = Shell.at(gateway);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private String file(String content) throws Exception {
        return Files.writeString(folder.resolve("file.json"), content).toString();
    }

    @Test
    void showsTheRulesInForceOrEarlierOnes() {
        gateway.on("policy.get", "{\"policy\":{\"revision\":3,\"by\":\"k_1\"},\"document\":" + RULES + "}");
        assertThat(shell.run("policy").out()).isEqualTo("""
                revision  3
                by        k_1

                ID  EFFECT  EXPIRES AT  REASON  WHEN
                r1  deny                        {"tools":["a.*"]}""");
        assertThat(gateway.params("policy.get")).isEqualTo(JsonObject.EMPTY);
        shell.run("policy", "show", "2");
        assertThat(gateway.params("policy.get")).hasToString("{\"revision\":2}");
        gateway.on("policy.get", "{\"policy\":{\"revision\":0},\"document\":{\"rules\":[]}}");
        assertThat(shell.run("policy").out()).contains("No rules");
        assertThat(shell.run("policy", "show", "last").exit()).isEqualTo(2);
    }

    @Test
    void putsRulesAsTheyAreOrAsTheyWereShown() throws Exception {
        gateway.on("policy.put", "{\"policy\":{\"revision\":4}}");
        assertThat(shell.run("policy", "put", file(RULES), "--expected", "0", "--comment", "why").out())
                .isEqualTo("revision  4");
        var sent = gateway.params("policy.put");
        assertThat(sent).hasToString("{\"document\":" + RULES + ",\"expectedRevision\":0,\"comment\":\"why\"}");
        shell.run("policy", "put", file("{\"policy\":{\"revision\":3},\"document\":" + RULES + "}"));
        assertThat(gateway.params("policy.put")).hasToString("{\"document\":" + RULES + "}");
        assertThat(shell.run("policy", "put", file("[]")).exit()).isEqualTo(2);
        assertThat(shell.run("policy", "put", file("{")).err()).contains("must be JSON");
        assertThat(shell.run("policy", "put", folder.resolve("nowhere").toString()).exit()).isEqualTo(1);
    }

    @Test
    void listsChangesAndGrants() {
        gateway.on("policy.history", "{\"revisions\":[{\"revision\":2,\"comment\":\"c\"}],\"next\":\"1\"}");
        assertThat(shell.run("policy", "history", "--limit", "1").err()).isEqualTo("There is more: --next 1");
        gateway.on("policy.grants",
                "{\"grants\":[{\"id\":\"g_1\",\"tool\":\"a.b\",\"bundle\":\"org.x\",\"anyArguments\":false}]}");
        assertThat(shell.run("policy", "grants").out()).contains("g_1  a.b", "org.x");
        gateway.on("policy.revoke", "{\"grant\":\"g_1\"}");
        assertThat(shell.run("policy", "revoke", "g_1").out()).isEqualTo("g_1  revoked");
        assertThat(gateway.params("policy.revoke")).isEqualTo(JsonObject.of("grant", "g_1"));
    }

    @Test
    void failsWhenACaseFails() throws Exception {
        gateway.on("policy.test",
                """
                {"passed":1,"failed":1,"outcomes":[
                 {"passed":true,"expected":"deny","decision":{"effect":"deny","rules":["r1"],"reason":"no"}},
                 {"name":"moves","passed":false,"expected":"allow","decision":{"effect":"hold","rules":[],"reason":"high"}}]}""");
        var cases = "[{\"what\":{\"tool\":\"a.b\"},\"effect\":\"deny\"},"
                + "{\"name\":\"moves\",\"what\":{\"tool\":\"a.c\"},\"effect\":\"allow\"}]";
        var ended = shell.run("policy", "test", file(cases));
        assertThat(ended).isEqualTo(new Shell.Ended(1, """
                CASE   RESULT  EXPECTED  EFFECT  RULES  REASON
                1 a.b  passed  deny      deny    r1     no
                moves  FAILED  allow     hold           high""",
                "postern: precondition_failed: 1 of 2 cases are not judged as expected"));
        assertThat(gateway.params("policy.test")).hasToString("{\"cases\":" + cases + "}");
        var rules = Files.writeString(folder.resolve("rules.json"), RULES).toString();
        gateway.on("policy.test", "{\"passed\":2,\"failed\":0,\"outcomes\":[]}");
        assertThat(shell.run("policy", "test", file("{\"cases\":" + cases + "}"), "--document", rules, "--json"))
                .isEqualTo(new Shell.Ended(0, "{\"passed\":2,\"failed\":0,\"outcomes\":[]}", ""));
        assertThat(gateway.params("policy.test"))
                .hasToString("{\"cases\":" + cases + ",\"document\":" + RULES + "}");
        assertThat(shell.run("policy", "test", file("[]")).exit()).isEqualTo(2);
    }

    @Test
    void looksAtAllRecordedDecisions() throws Exception {
        gateway.on("policy.whatif",
                (params, connection) -> connection.result(FakeGateway.json(params.text("next").isEmpty()
                        ? "{\"decisions\":7,\"differences\":[],\"next\":\"j1-7\"}"
                        : """
                        {"decisions":2,"differences":[{"at":"then","tool":"a.b","session":"s_1","call":"c_1",
                         "was":{"effect":"allow","rules":[]},"would":{"effect":"deny","rules":["r1"]}}]}""")));
        var ended = shell.run("policy", "what-if", file(RULES), "--since", "2h", "--limit", "5");
        assertThat(ended.out()).isEqualTo("""
                AT    TOOL  WAS    WOULD  RULES  SESSION  CALL
                then  a.b   allow  deny   r1     s_1      c_1""");
        assertThat(ended.err()).isEqualTo("9 decisions, 1 would have been others");
        var params = gateway.params("policy.whatif");
        assertThat(params.text("next")).contains("j1-7");
        assertThat(params.integer("limit")).contains(5L);
        Assertions.assertThat(Instant.parse(params.text("since").orElseThrow()))
                .isCloseTo(Instant.now().minus(Duration.ofHours(2)), Assertions.within(Duration.ofMinutes(5)));
        assertThat(shell.run("policy", "what-if", file(RULES), "--json").out()).startsWith("{\"decisions\":9,");
        assertThat(shell.run("policy", "what-if", file(RULES), "--since", "yesterday").exit()).isEqualTo(2);
    }

    @Test
    void explainsACallThatMightBeMadeAndOneThatWas() {
        gateway.on("tools.get", "{\"tool\":{\"inputSchema\":{\"properties\":{\"path\":{\"type\":\"string\"}}}}}");
        gateway.on("policy.explain",
                """
                {"decision":{"effect":"deny","rules":["r1"],"reason":"no"},"input":{"tool":"a.b","trust":"unknown"}}""");
        assertThat(shell.run("policy", "explain", "a.b", "path=7", "--trust", "unknown").out()).isEqualTo("""
                effect  deny
                rules   r1
                reason  no
                input
                  tool   a.b
                  trust  unknown""");
        assertThat(gateway.params("policy.explain"))
                .hasToString("{\"what\":{\"tool\":\"a.b\",\"trust\":\"unknown\",\"input\":{\"path\":\"7\"}}}");
        gateway.on("tools.get", (params, connection) -> connection.error("not_found", "there is no tool a.b"));
        shell.run("policy", "explain", "a.b", "path=7", "--risk", "high");
        assertThat(gateway.params("policy.explain"))
                .hasToString("{\"what\":{\"tool\":\"a.b\",\"risk\":\"high\",\"input\":{\"path\":7}}}");
        shell.run("policy", "explain", "--call", "c_1");
        assertThat(gateway.params("policy.explain")).isEqualTo(JsonObject.of("call", "c_1"));
        assertThat(shell.run("policy", "explain").exit()).isEqualTo(2);
        assertThat(shell.run("policy", "explain", "a.b", "--call", "c_1").exit()).isEqualTo(2);
    }
}

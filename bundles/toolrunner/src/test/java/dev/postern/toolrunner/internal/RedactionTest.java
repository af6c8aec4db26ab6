// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.tool.ToolException;
import dev.postern.core.store.RecordType;
import dev.postern.core.tool.CallOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A canary that is secret must be found nowhere. */
class RedactionTest {
    private static final String CANARY = "canary-5f3a";

    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture(folder);
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void whatADescriptorCallsSecretIsOnRecordNowhereNotEvenWhenTheToolRepeatsIt() throws Exception {
        fixture.add(TestTool.of("test.login", (input, context) -> JsonObject.builder()
                .put("greeting", "hello " + input.text("password").orElseThrow())
                .put("token", "t-" + CANARY)
                .put("list", new JsonArray(List.of(JsonObject.of("key", "k-" + CANARY), JsonObject.of("key", "other"))))
                .build()).redact("/input/password", "/output/token", "/output/list/*/key"));
        var outcome = (CallOutcome.Returned) fixture.run(fixture.request("test.login",
                JsonObject.builder().put("user", "ada").put("password", CANARY).build()));
        assertThat(outcome.output().toString()).doesNotContain(CANARY)
                .contains("hello [redacted]", "\"token\":\"[redacted]\"");
        assertThat(fixture.store.everything()).doesNotContain(CANARY).contains("ada");
        assertThat(fixture.store.last(RecordType.TOOL_REQUESTED).payload().object("input").orElseThrow()
                .text("password")).contains("[redacted]");
        assertThat(fixture.store.call("c_1").input().toString()).doesNotContain(CANARY);
    }

    @Test
    void aSecretThatWasReadIsHiddenInOutputsReasonsAndNames() throws Exception {
        fixture.secret("api", CANARY);
        var bundle = fixture.framework.install("org.example.keys", "1.0.0");
        bundle.getBundleContext().registerService(DescribedTool.class, TestTool.of("test.leaks",
                (input, context) -> JsonObject.builder()
                        .put("x" + context.secrets().get("api"), "y" + CANARY + "z")
                        .build()),
                null);
        bundle.getBundleContext().registerService(DescribedTool.class, TestTool.of("test.whines",
                (input, context) -> {
                    throw new ToolException("refused", "the key " + context.secrets().get("api") + " is wrong");
                }),
                null);
        var outcome = (CallOutcome.Returned) fixture.run("test.leaks");
        assertThat(outcome.output()).isEqualTo(JsonObject.of("x[redacted]", "y[redacted]z"));
        assertThat(fixture.fail("test.whines").message()).isEqualTo("the key [redacted] is wrong");
        assertThat(fixture.store.everything()).doesNotContain(CANARY);
    }

    @Test
    void anInputForNoToolIsNotKept() throws Exception {
        fixture.run(fixture.request("test.none", JsonObject.of("password", CANARY)));
        assertThat(fixture.store.everything()).doesNotContain(CANARY);
    }

    @Test
    void anInputThatBreaksItsSchemaIsNotRepeatedInTheReason() throws Exception {
        fixture.add(TestTool.of("test.strict", (input, context) -> input)
                .schemas("{\"type\":\"object\",\"properties\":{\"pin\":{\"type\":\"string\",\"maxLength\":4}}}",
                        "{\"type\":\"object\"}")
                .redact("/input/pin"));
        var failed = fixture.fail(fixture.request("test.strict", JsonObject.of("pin", CANARY)));
        assertThat(failed.message()).startsWith("input/pin: ");
        assertThat(fixture.store.everything()).doesNotContain(CANARY);
    }
}

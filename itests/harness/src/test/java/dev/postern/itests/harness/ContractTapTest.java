// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.JsonException;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tap lets through what the contract's fixtures say is valid, and nothing that they say is not. */
class ContractTapTest {
    private static final WireContract CONTRACT = WireContract.ofCheckout();
    private static final Path FIXTURES = Distribution.root().resolve("schemas/fixtures");

    @Test
    void letsValidFramesThrough() throws Exception {
        var held = new TreeSet<String>();
        for (var subject : subjects()) {
            for (var frame : sentByGateways("valid", subject)) {
                assertThat(CONTRACT.violations(frame, asked(subject))).as("%s: %s", subject, frame).isEmpty();
                held.add(subject);
            }
        }
        assertThat(held).isEqualTo(subjects());
    }

    @Test
    void letsNoInvalidFrameThrough() throws Exception {
        var held = new TreeSet<String>();
        for (var subject : subjects()) {
            for (var frame : sentByGateways("invalid", subject)) {
                assertThat(CONTRACT.violations(frame, asked(subject))).as("%s: %s", subject, frame).isNotEmpty();
                held.add(subject);
            }
        }
        assertThat(held).isEqualTo(subjects());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"type\":\"response\",\"id\":\"9\",\"ok\":true,\"result\":{}}",
        "{\"type\":\"response\",\"id\":\"1\",\"ok\":true,\"result\":{}}",
        "{\"type\":\"response\",\"id\":\"1\",\"ok\":true}",
        "{\"type\":\"response\",\"id\":\"1\",\"ok\":true,\"result\":{\"at\":\"2026-11-22T10:00:00.000Z\",\"more\":1}}",
        "{\"type\":\"response\",\"id\":\"1\",\"ok\":false}",
        "{\"type\":\"response\",\"id\":\"2\",\"ok\":true,\"result\":{\"at\":\"2026-11-22T10:00:00.000Z\"}}",
        "{\"type\":\"response\",\"id\":null,\"ok\":false,\"error\":{\"code\":\"forbidden\",\"message\":\"\",\"details\":[],\"retryable\":false,\"retryAfterMs\":null}}",
        "{\"type\":\"event\",\"subscription\":\"u\",\"topic\":\"turn.unheard\",\"cursor\":\"j1-1\",\"at\":\"2026-11-22T10:00:00.000Z\",\"payload\":{}}",
        "{\"type\":\"event\",\"subscription\":\"u\",\"topic\":\"gateway.heartbeat\",\"at\":\"2026-11-22T10:00:00.000Z\",\"payload\":{}}",
        "{\"type\":\"event\",\"subscription\":\"u\",\"topic\":\"gateway.overload\",\"cursor\":\"j1-1\",\"at\":\"2026-11-22T10:00:00.000Z\",\"payload\":{\"method\":\"m\",\"refused\":1}}",
        "{\"type\":\"event\",\"subscription\":\"u\",\"topic\":\"message.emitted\",\"at\":\"2026-11-22T10:00:00.000Z\",\"payload\":{\"turn\":\"t\",\"session\":\"s\",\"text\":\"\"}}",
        "{\"type\":\"connect\"}",
        "{}"
    })
    void failsTheTestOnWhatAGatewayMustNotSend(String frame) throws Exception {
        var tap = new ContractTap();
        tap.sent("{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{}}");
        tap.sent("{\"type\":\"request\",\"id\":\"2\",\"method\":\"no.such\",\"params\":{}}");
        tap.sent("no frame");
        assertThatCode(tap::check).doesNotThrowAnyException();
        tap.received(parse(frame));
        assertThatThrownBy(tap::check).isInstanceOf(BrokenContract.class).hasMessageContaining(frame);
        assertThat(tap.held()).isEmpty();
    }

    @Test
    void remembersWhatItHeld() throws Exception {
        var tap = new ContractTap();
        tap.sent("{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{}}");
        tap.received(parse(
                "{\"type\":\"response\",\"id\":\"1\",\"ok\":true,\"result\":{\"at\":\"2026-11-22T10:00:00.000Z\"}}"));
        tap.check();
        assertThat(tap.held()).containsExactly("gateway.ping");
        tap.garbage("half a fra");
        assertThatThrownBy(tap::check).hasMessageContaining("half a fra");
    }

    private static Set<String> subjects() {
        var subjects = new TreeSet<>(CONTRACT.methods());
        subjects.addAll(CONTRACT.topics());
        subjects.addAll(List.of("error", "hello", "stream"));
        return subjects;
    }

    private static String asked(String subject) {
        return subject.equals("hello") ? "connect" : subject;
    }

    /** But not what a later gateway may send: that is valid to clients, and wrong for the gateway of this checkout. */
    private static List<JsonObject> sentByGateways(String side, String subject) throws Exception {
        try (var files = Files.list(FIXTURES.resolve(side).resolve(subject))) {
            return files.sorted().map(ContractTapTest::read)
                    .filter(frame -> !frame.text("type").orElse("").equals("request"))
                    .filter(frame -> !frame.toString().contains("\"addedLater\""))
                    .toList();
        }
    }

    private static JsonObject read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (Exception e) {
            throw new IllegalArgumentException(file.toString(), e);
        }
    }

    private static JsonObject parse(String text) throws JsonException {
        return (JsonObject) new StrictJson().parse(text);
    }
}

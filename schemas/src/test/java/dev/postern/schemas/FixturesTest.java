// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.Schema;
import dev.postern.json.StrictJson;
import dev.postern.protocol.Event;
import dev.postern.protocol.Frame;
import dev.postern.protocol.FrameCodec;
import dev.postern.protocol.FrameException;
import dev.postern.protocol.Request;
import dev.postern.protocol.Response;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Frames that must be taken and frames that must be refused, through codec and validator. */
class FixturesTest {
    private static final Map<String, JsonObject> FRAMES = Descriptors.frames();
    private static final Map<String, JsonObject> METHODS = methods();
    private static final Map<String, JsonObject> EVENTS = Descriptors.events();

    private final StrictJson json = new StrictJson();
    private final FrameCodec codec = new FrameCodec(json);

    /** In both directions. */
    private static Map<String, JsonObject> methods() {
        var methods = new TreeMap<>(Descriptors.methods());
        methods.putAll(Descriptors.nodeMethods());
        return methods;
    }

    @TestFactory
    Stream<DynamicTest> valid() throws IOException {
        return each("valid", fixture -> {
            var frame = codec.decode(fixture.text());
            assertThat(isAboutItsSubject(fixture, frame)).as("%s is about its folder's subject", fixture).isTrue();
            if (!fixture.isOfFrame()) {
                assertThat(violations(fixture, frame)).as("%s", fixture).isEmpty();
            }
            // what is written is what was read, and is valid itself
            var written = codec.encode(frame);
            assertThat(codec.decode(written)).as("%s", fixture).isEqualTo(frame);
            var schema = json.schema(Descriptors.named(FRAMES, typeOf(frame)));
            assertThat(schema.validate(json.parse(fixture.text()))).as("%s", fixture).isEmpty();
            assertThat(schema.validate(json.parse(written))).as("%s, written anew", fixture).isEmpty();
        });
    }

    @TestFactory
    Stream<DynamicTest> invalid() throws IOException {
        return each("invalid", fixture -> {
            if (fixture.isOfFrame()) {
                assertThat(isRefused(fixture)).as("%s is refused", fixture).isTrue();
            } else {
                assertThat(brokenRules(fixture)).as("%s breaks the rule that its name says, and no other", fixture)
                        .containsOnly(fixture.rule());
            }
        });
    }

    /** A frame is refused by the codec; where it is JSON at all, its schema says the same. */
    private boolean isRefused(Fixture fixture) throws Exception {
        String text;
        try {
            text = fixture.text();
        } catch (CharacterCodingException e) {
            return true;
        }
        try {
            codec.decode(text);
            return false;
        } catch (FrameException refused) {
            var frame = fixture.subject().equals("error") ? "response" : fixture.subject();
            try {
                return !json.schema(Descriptors.named(FRAMES, frame)).validate(json.parse(text)).isEmpty();
            } catch (JsonException e) {
                return true;
            }
        }
    }

    /** By the codec, for what cannot even be carried, or by the schema of what is carried. */
    private List<String> brokenRules(Fixture fixture) throws Exception {
        try {
            var frame = codec.decode(fixture.text());
            assertThat(isAboutItsSubject(fixture, frame)).as("%s is about its folder's subject", fixture).isTrue();
            return violations(fixture, frame).stream().map(Schema.Violation::rule).toList();
        } catch (FrameException refused) {
            return refused.error().details().stream().map(detail -> detail.text("rule").orElseThrow()).toList();
        }
    }

    private static boolean isAboutItsSubject(Fixture fixture, Frame frame) {
        var subject = fixture.subject();
        return switch (frame) {
            case Response response when subject.equals("error") -> !response.ok();
            case Response response when subject.equals("hello") || METHODS.containsKey(subject) -> response.ok();
            case Request request when METHODS.containsKey(subject) -> request.method().equals(subject);
            case Event event when EVENTS.containsKey(subject) -> event.topic().equals(subject);
            default -> typeOf(frame).equals(subject);
        };
    }

    private List<Schema.Violation> violations(Fixture fixture, Frame frame) throws JsonException {
        var subject = fixture.subject();
        return switch (frame) {
            case Request request -> part(subject, "params").validate(request.params());
            case Response response when subject.equals("hello") ->
                json.schema(Descriptors.named(FRAMES, subject)).validate(response.result().orElseThrow());
            case Response response -> part(subject, "result").validate(response.result().orElseThrow());
            case Event event -> json.schema(Descriptors.named(EVENTS, subject)).validate(event.payload());
            default -> throw new IllegalArgumentException(fixture + " carries nothing that has a schema");
        };
    }

    private Schema part(String method, String part) throws JsonException {
        return json.schema(Descriptors.named(METHODS, method).object(part).orElseThrow());
    }

    private static String typeOf(Frame frame) {
        return frame.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private interface Check {
        void run(Fixture fixture) throws Exception;
    }

    private static Stream<DynamicTest> each(String side, Check check) throws IOException {
        return Fixture.in(Folder.FIXTURES.resolve(side)).stream()
                .map(fixture -> dynamicTest(fixture.toString(), () -> check.run(fixture)));
    }
}

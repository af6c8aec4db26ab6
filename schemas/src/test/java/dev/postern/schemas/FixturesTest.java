package dev.postern.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.postern.core.json.JsonException;
import dev.postern.core.json.Schema;
import dev.postern.json.StrictJson;
import dev.postern.protocol.Connect;
import dev.postern.protocol.Event;
import dev.postern.protocol.Frame;
import dev.postern.protocol.FrameCodec;
import dev.postern.protocol.FrameException;
import dev.postern.protocol.Request;
import dev.postern.protocol.Response;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Frames that must be taken and frames that must be refused, through codec and validator. */
class FixturesTest {
    private static final Set<String> FRAMES = Set.of("connect", "request", "response", "event", "stream");

    private final StrictJson json = new StrictJson();
    private final FrameCodec codec = new FrameCodec(json);

    @Test
    void coverEveryFrameAndMethod() throws IOException {
        var subjects = new TreeSet<>(Descriptors.methods().keySet());
        subjects.addAll(FRAMES);
        for (var kind : List.of("valid", "invalid")) {
            for (var subject : subjects) {
                assertThat(Folder.files(Folder.FIXTURES.resolve(kind).resolve(subject), ".json"))
                        .as("fixtures/%s/%s", kind, subject)
                        .isNotEmpty();
            }
            try (var folders = Files.list(Folder.FIXTURES.resolve(kind))) {
                assertThat(folders.map(folder -> folder.getFileName().toString()))
                        .as("fixtures/%s: of frames and methods that there are", kind)
                        .allMatch(subjects::contains);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> valid() throws IOException {
        return each("valid", (subject, file) -> {
            var text = text(file);
            var frame = codec.decode(text);
            assertThat(frame.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT))
                    .isEqualTo(FRAMES.contains(subject) ? subject : frame instanceof Request ? "request" : "response");
            assertThat(violations(subject, frame)).isEmpty();
            // what is written is what was read, and is valid itself
            var again = codec.decode(codec.encode(frame));
            assertThat(again).isEqualTo(frame);
            var name = frame.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
            var schema = json.schema(Descriptors.named(Descriptors.frames(), name));
            assertThat(schema.validate(json.parse(text))).isEmpty();
            assertThat(schema.validate(json.parse(codec.encode(frame)))).isEmpty();
        });
    }

    @TestFactory
    Stream<DynamicTest> invalid() throws IOException {
        return each("invalid", (subject, file) -> {
            if (FRAMES.contains(subject)) {
                assertThat(isRefused(subject, file)).as("is refused").isTrue();
                return;
            }
            var name = file.getFileName().toString().split("\\.");
            var rule = name[name.length - 2];
            assertThat(violations(subject, codec.decode(text(file))))
                    .as("the rule that its name says is broken")
                    .extracting(Schema.Violation::rule)
                    .contains(rule);
        });
    }

    /** A frame is refused by the codec; where it is JSON at all, its schema says the same. */
    private boolean isRefused(String subject, Path file) throws Exception {
        String text;
        try {
            text = text(file);
        } catch (CharacterCodingException e) {
            return true;
        }
        try {
            codec.decode(text);
            return false;
        } catch (FrameException refused) {
            try {
                var schema = json.schema(Descriptors.named(Descriptors.frames(), subject));
                return !schema.validate(json.parse(text)).isEmpty();
            } catch (JsonException e) {
                return true;
            }
        }
    }

    private List<Schema.Violation> violations(String subject, Frame frame) throws JsonException {
        return switch (frame) {
            case Connect connect -> List.of();
            case Request request when FRAMES.contains(subject) -> List.of();
            case Request request -> {
                assertThat(request.method()).isEqualTo(subject);
                yield schema(subject, "params").validate(request.params());
            }
            case Response response when FRAMES.contains(subject) || !response.ok() -> List.of();
            case Response response -> schema(subject, "result").validate(response.result().orElseThrow());
            case Event event ->
                json.schema(Descriptors.named(Descriptors.events(), event.topic())).validate(event.payload());
            default -> List.of();
        };
    }

    private Schema schema(String method, String part) throws JsonException {
        return json.schema(Descriptors.named(Descriptors.methods(), method).object(part).orElseThrow());
    }

    private static String text(Path file) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(java.nio.ByteBuffer.wrap(Files.readAllBytes(file)))
                .toString();
    }

    private interface Check {
        void run(String subject, Path file) throws Exception;
    }

    private static Stream<DynamicTest> each(String kind, Check check) throws IOException {
        var tests = new ArrayList<DynamicTest>();
        var root = Folder.FIXTURES.resolve(kind);
        for (var file : Folder.files(root, ".json")) {
            var subject = root.relativize(file).getName(0).toString();
            tests.add(dynamicTest(root.relativize(file).toString(), () -> check.run(subject, file)));
        }
        return tests.stream();
    }
}

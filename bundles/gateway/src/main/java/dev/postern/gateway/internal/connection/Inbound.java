package dev.postern.gateway.internal.connection;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.gateway.internal.dispatch.Request;

/** A frame that a client sent. */
sealed interface Inbound {

    /** The longest id of a frame, in characters. */
    int MAX_ID = 128;

    /** A request. */
    record Call(Request request) implements Inbound {
        private static final Set<String> NAMES = Set.of("type", "id", "method", "params", "idempotencyKey",
                "traceparent");
        private static final int MAX_METHOD = 128;
        private static final int MAX_KEY = 128;
        /** W3C Trace Context, section 3.2. */
        private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

        static Call of(String id, Members members) throws FrameException {
            members.only(NAMES);
            return new Call(new Request(id, members.requireText("method", MAX_METHOD),
                    members.object("params").map(Members::value).orElse(JsonObject.EMPTY),
                    members.text("idempotencyKey", MAX_KEY),
                    members.text("traceparent", TRACEPARENT, 55)));
        }
    }

    /**
     * A connect.
     *
     * @param id its id
     * @param min the oldest version that the client speaks
     * @param max the newest
     * @param capabilities what the client can take
     * @param token what proves who it is
     * @param resume the subscription to open with it
     */
    record Connect(
            String id, int min, int max, Set<String> capabilities, Optional<String> token, Optional<Resume> resume)
            implements
                Inbound {
        private static final Set<String> NAMES = Set.of("type", "id", "protocol", "client", "auth", "resume");
        private static final Set<String> KINDS = Set.of("operator", "cli", "automation", "webchat", "node");
        private static final int MAX_VERSION = 1_000_000;
        private static final int MAX_TEXT = 128;
        private static final int MAX_TOKEN = 512;

        static Connect of(String id, Members members) throws FrameException {
            members.only(NAMES);
            var protocol = members.requireObject("protocol").only(Set.of("min", "max"));
            var client = members.requireObject("client").only(Set.of("id", "kind", "name", "version", "capabilities"));
            client.requireText("id", MAX_TEXT);
            if (!KINDS.contains(client.requireText("kind", MAX_TEXT))) {
                throw client.wrong("kind", "must be operator, cli, automation, webchat or node");
            }
            client.text("name", MAX_TEXT);
            client.text("version", MAX_TEXT);
            var auth = members.object("auth");
            var resume = members.object("resume");
            return new Connect(id, protocol.requireInt("min", 0, MAX_VERSION),
                    protocol.requireInt("max", 0, MAX_VERSION),
                    Set.copyOf(client.texts("capabilities", 32, MAX_TEXT)),
                    auth.isPresent() ? token(auth.get()) : Optional.empty(),
                    resume.isPresent() ? Optional.of(Resume.of(resume.get())) : Optional.empty());
        }

        private static Optional<String> token(Members auth) throws FrameException {
            auth.only(Set.of("token", "device"));
            var device = auth.object("device");
            if (device.isPresent()) {
                device.get().only(Set.of("key", "signature", "signedAt"));
            }
            return auth.text("token", MAX_TOKEN);
        }
    }

    /** What to resume. */
    record Resume(Optional<String> cursor, List<String> topics, Optional<String> session) {
        static Resume of(Members members) throws FrameException {
            members.only(Set.of("cursor", "topics", "session"));
            return new Resume(members.text("cursor", MAX_ID), members.texts("topics", 64, MAX_ID),
                    members.text("session", MAX_ID));
        }
    }

    /**
     * Reads a frame.
     *
     * @throws FrameException when it is none
     */
    static Inbound of(JsonValue value) throws FrameException {
        if (!(value instanceof JsonObject frame)) {
            throw new FrameException(Optional.empty(), "a frame is an object");
        }
        if (!(frame.members().get("id") instanceof JsonString(var id)) || id.isEmpty() || id.length() > MAX_ID) {
            throw new FrameException(Optional.empty(), "id: must be a text of 1 to " + MAX_ID + " characters");
        }
        var members = new Members(Optional.of(id), "", frame);
        return switch (frame.text("type").orElse("")) {
            case "request" -> Call.of(id, members);
            case "connect" -> Connect.of(id, members);
            default -> throw members.wrong("type", "must be connect or request");
        };
    }
}

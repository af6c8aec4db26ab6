// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.core.home.SecretFile;

/** What a model endpoint knows us by. Not a record, so that nothing prints it. */
final class EndpointKey {
    /** For endpoints that want none. */
    static final EndpointKey NONE = new EndpointKey("");
    /** A longer one is no key. */
    static final int MOST = 8_192;

    /** What fits into a header as it is. */
    private static final Pattern FORM = Pattern.compile("[!-~]{1," + MOST + "}");
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    /** Opens the gateway, and goes to nobody else. */
    private static final String OPERATOR = "operator.token";

    private final String value;

    private EndpointKey(String value) {
        this.value = value;
    }

    /** The key that a text holds, which no message repeats. */
    static EndpointKey of(String text) throws Failure {
        var value = text.strip();
        if (!FORM.matcher(value).matches()) {
            throw new Failure("invalid_params", value.isEmpty()
                    ? "no key was given: it is one line"
                    : "what was given is no key: it is one line of at most " + MOST
                            + " letters, digits and signs, without spaces");
        }
        return new EndpointKey(value);
    }

    /** The key in a secret, by the rules that the gateway reads it by. */
    static EndpointKey read(Settings settings, String secret) throws Failure, IOException {
        if (!SECRET.matcher(secret).matches() || secret.equalsIgnoreCase(OPERATOR)) {
            throw new Failure("forbidden", "the configured key names no secret for models: " + secret);
        }
        var file = file(settings.home(), secret);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            var variable = "POSTERN_SECRET_" + secret.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
            var value = settings.environment().getOrDefault(variable, "");
            if (value.isEmpty()) {
                throw new Failure("not_found", "there is no secret " + secret + ": put the key into " + file
                        + ", mode 0600");
            }
            return of(value);
        }
        if (isOpen(file)) {
            throw new Failure("forbidden", "others can read " + file + ", so the gateway does not: chmod 600 " + file);
        }
        try (var in = Files.newInputStream(file)) {
            return of(new String(in.readNBytes(2 * MOST), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private static boolean isOpen(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        var others = EnumSet.complementOf(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.OWNER_EXECUTE));
        others.retainAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        return !others.isEmpty();
    }

    /** Where a secret lies. */
    static Path file(Path home, String secret) {
        return home.resolve("secrets").resolve(secret);
    }

    boolean isNone() {
        return value.isEmpty();
    }

    boolean isSame(EndpointKey other) {
        return value.equals(other.value);
    }

    /** Puts it where the wire wants it. */
    void authorize(HttpURLConnection request, String header, String scheme) {
        if (!isNone()) {
            request.setRequestProperty(header, scheme + value);
        }
    }

    /** Keeps it, for the owner's eyes only. */
    void write(Path file) throws IOException {
        SecretFile.write(file, value);
    }

    /** What an endpoint said, without the key: some repeat what they were sent. Names of members stay. */
    JsonValue hiddenIn(JsonValue said) {
        return switch (said) {
            case JsonString(var text) when !isNone() -> new JsonString(text.replace(value, "[key]"));
            case JsonArray(var values) -> new JsonArray(values.stream().map(this::hiddenIn).toList());
            case JsonObject(var members) -> {
                var hidden = JsonObject.builder();
                members.forEach((name, member) -> hidden.put(name, hiddenIn(member)));
                yield hidden.build();
            }
            default -> said;
        };
    }
}

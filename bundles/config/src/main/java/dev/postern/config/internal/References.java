// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * References in values, {@code $[secret:name]} and {@code $[env:NAME]}. They stay as they are in Configuration Admin and
 * are resolved on the way to whoever is configured; here it is only seen that they lead somewhere.
 */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\[(\\w+):([^;\\]]*)(;[^\\]]*)?]");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*");

    private final Path secrets;
    private final Function<String, @Nullable String> environment;

    References(Path secrets, Function<String, @Nullable String> environment) {
        this.secrets = secrets;
        this.environment = environment;
    }

    static boolean in(String text) {
        return REFERENCE.matcher(text).find();
    }

    /** Whether a property holds any. */
    static boolean in(@Nullable Object value) {
        return switch (value) {
            case String text -> in(text);
            case String[] list -> Arrays.stream(list).anyMatch(References::in);
            case null, default -> false;
        };
    }

    /** Refuses a value that refers to what is not there, or to a secret that others can read. */
    void check(String key, Object value) throws Refusal {
        switch (value) {
            case String text -> checkText(key, text);
            case String[] list -> {
                for (var text : list) {
                    checkText(key, text);
                }
            }
            default -> {
                // no text, no reference
            }
        }
    }

    private void checkText(String key, String text) throws Refusal {
        var found = REFERENCE.matcher(text);
        while (found.find()) {
            boolean hasDefault = found.group(3) != null && found.group(3).contains("default=");
            switch (found.group(1)) {
                case "secret" -> checkSecret(key, found.group(2), hasDefault);
                case "env" -> {
                    if (environment.apply(found.group(2)) == null && !hasDefault) {
                        throw new Refusal(key + " refers to the environment's " + found.group(2)
                                + ", which is not set");
                    }
                }
                default -> throw new Refusal(key + " may refer to $[secret:…] and $[env:…] only");
            }
        }
    }

    private void checkSecret(String key, String name, boolean hasDefault) throws Refusal {
        if (!NAME.matcher(name).matches()) {
            throw new Refusal(key + " refers to a secret by a name that is none: letters, digits, _ . -");
        }
        var file = secrets.resolve(name);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                if (hasDefault) {
                    return;
                }
                throw new Refusal(key + " refers to the secret " + name + ", but there is no file " + file);
            }
            var others = EnumSet.allOf(PosixFilePermission.class);
            others.removeAll(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            others.retainAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
            if (!others.isEmpty()) {
                throw new Refusal(
                        key + " refers to the secret " + name + ", but its file's mode is not 0600: chmod 600 "
                                + file);
            }
        } catch (IOException e) {
            throw new Refusal(key + " refers to the secret " + name + ", but its file cannot be looked at");
        } catch (UnsupportedOperationException noModes) {
            // a file system without modes keeps its secrets in other ways
        }
    }
}

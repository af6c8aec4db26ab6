// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

import dev.postern.api.tool.Secrets;
import dev.postern.api.tool.ToolException;

/** Secrets in files that only the owner can read, else in the environment as {@code POSTERN_SECRET_<NAME>}. */
final class SecretFiles implements Secrets {
    private static final int MAX_BYTES = 65_536;
    /** No plugin's, however a file system takes the case of its letters. */
    private static final String OPERATOR = "operator.token";

    private final Path folder;
    private final List<String> granted;

    SecretFiles(Path folder, List<String> granted) {
        this.folder = folder;
        this.granted = granted;
    }

    @Override
    public String get(String name) throws ToolException {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
                || granted.stream().noneMatch(asked -> asked.equals("*") || asked.equals(name))
                || name.equalsIgnoreCase(OPERATOR)) {
            throw new ToolException(
                    "forbidden",
                    "the plugin may not read the secret " + name
                            + ": it must ask for it in @PosternPlugin(secrets = …)");
        }
        var file = folder.resolve(name);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return read(name, file);
        }
        var value = System.getenv("POSTERN_SECRET_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
        if (value == null) {
            throw new ToolException("not_found",
                    "there is no secret " + name + ": put it into secrets/" + name + ", mode 0600");
        }
        return value;
    }

    private static String read(String name, Path file) throws ToolException {
        try {
            var others = EnumSet.complementOf(EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE));
            others.retainAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
            if (!others.isEmpty()) {
                throw new ToolException("forbidden", "others can read secrets/" + name + ": make its mode 0600");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new ToolException("too_large", "secrets/" + name + " is larger than " + MAX_BYTES + " bytes");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ToolException("io", "the secret " + name + " cannot be read", true, e);
        }
    }
}

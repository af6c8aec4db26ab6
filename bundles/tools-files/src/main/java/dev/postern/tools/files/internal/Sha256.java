// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import dev.postern.api.tool.ToolException;

/** What a caller says it saw, and whether that is still so: SHA-256 (FIPS 180-4) as 64 hexadecimal digits. */
final class Sha256 {
    /** As inputs have it. */
    static final String PATTERN = "^[0-9a-f]{64}$";

    private Sha256() {}

    static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** That a file is not what the caller saw; with the code that the gateway's own check has. */
    static ToolException changed(String path, String how) {
        return new ToolException("changed", path + " " + how + " since it was looked at; look again, and ask again");
    }
}

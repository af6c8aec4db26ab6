// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.postern.api.tool.ToolException;

/**
 * A program that writes {@code workspace/big} of a home: once, and says how it went, or again and again until somebody
 * kills it. Each time all of it is one letter.
 */
final class WriterProgram {
    static final int SIZE = 4 << 20;

    private WriterProgram() {}

    /** Starts. */
    public static void main(String[] arguments) throws Exception {
        try (var home = new TestHome(Path.of(arguments[0]))) {
            boolean forever = arguments[1].equals("forever");
            for (int i = 0; i == 0 || forever; i++) {
                write(home, (byte) ('a' + i % 26));
            }
        }
    }

    private static void write(TestHome home, byte letter) {
        var content = new byte[SIZE];
        Arrays.fill(content, letter);
        try {
            home.files.write("workspace/big", content);
            System.out.println("written");
        } catch (ToolException refusal) {
            System.out.println(refusal.code() + ": " + refusal.getMessage());
        }
    }

    /** How it is started. */
    static List<String> command(Path home, String mode) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                WriterProgram.class.getName(),
                home.toString(),
                mode));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** Calls of {@code shell.run}, and what runs by them. */
final class Shell {
    private Shell() {}

    /** The configuration that lets a program run with whatever arguments. */
    static String allowed(String program) {
        return "{\"program\": \"" + program + "\", \"arguments\": [\"*\"]}";
    }

    /** A call that runs a program in the workspace, as {@code tools.invoke} takes it. */
    static JsonObject call(String program, String argument) {
        return JsonObject.builder().put("tool", "shell.run").put("input", input(program, argument)).build();
    }

    static JsonObject input(String program, String argument) {
        return JsonObject.builder().put("program", program).put("folder", "workspace")
                .put("arguments", JsonArray.ofStrings(List.of(argument))).build();
    }

    /** Whether a process of ours, or one in a sandbox of its, sleeps for that long. */
    static boolean sleeps(String seconds) throws Exception {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (commandLine(process).equals("sleep " + seconds)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String commandLine(Path process) {
        try {
            var words = Files.readString(process.resolve("cmdline")).replace('\0', ' ').strip();
            return words.substring(words.lastIndexOf('/') + 1);
        } catch (java.io.IOException gone) {
            return "";
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.postern.cli.Shown;

/** What a command can be completed to. Told by one thread, asked by another. */
final class Choices {
    private static final int MOST_FILES = 200;

    private volatile List<String> sessions = List.of();
    private volatile List<String> models = List.of();

    void sessions(List<String> ids) {
        sessions = List.copyOf(ids);
    }

    /** The id of a session that is called by its number in the list, from 1 on, or by its id. */
    String session(String name) {
        try {
            int number = Integer.parseInt(name);
            return number >= 1 && number <= sessions.size() ? sessions.get(number - 1) : name;
        } catch (NumberFormatException e) {
            return name;
        }
    }

    List<String> models() {
        return models;
    }

    void models(List<String> names) {
        models = List.copyOf(names);
    }

    /** All that the last of these words may become, by what stands before it. */
    List<String> of(List<String> words) {
        if (words.size() == 1) {
            return words.getFirst().startsWith("/") ? List.copyOf(Commands.ALL.keySet()) : List.of();
        }
        return words.size() > 2 && !words.getFirst().equals("/attach") ? List.of() : switch (words.getFirst()) {
            case "/session" -> sessions;
            case "/model" -> models;
            case "/mode" -> Sending.MODES;
            case "/show" -> List.of("asked");
            case "/attach" -> words.size() == 2 ? files(words.get(1)) : List.of();
            default -> List.of();
        };
    }

    private static List<String> files(String begun) {
        int slash = begun.lastIndexOf('/');
        var folder = begun.substring(0, slash + 1);
        var real = folder.startsWith("~/") ? System.getProperty("user.home") + folder.substring(1) : folder;
        var found = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(Path.of(real.isEmpty() ? "." : real))) {
            for (var file : files) {
                var name = file.getFileName().toString();
                // a name that a terminal obeys is typed by hand
                if (name.startsWith(begun.substring(slash + 1)) && Shown.line(name).equals(name)) {
                    found.add(folder + name + (Files.isDirectory(file) ? "/" : ""));
                }
                if (found.size() == MOST_FILES) {
                    break;
                }
            }
        } catch (IOException e) {
            // then there is nothing to choose
        }
        return found;
    }
}

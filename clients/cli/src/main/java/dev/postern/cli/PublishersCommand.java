// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** Whose signatures count: a setting of the gateway's, which it reads while it runs; no gateway need run. */
record PublishersCommand(Spec spec) implements Command {
    private static final String PID = "dev.postern.plugins";
    private static final String SETTING = "publishers";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");

    static Command of(String name) {
        var spec = new Spec(name, "[list | add NAME KEY | remove NAME]",
                "List, pin and unpin publishers of signed plugins",
                "KEY is the publisher's certificate (a file), or the SHA-256 of his public key as he tells it. Pin what you"
                        + " had from him by a way that you trust; a key beside one that is there lets both count. Example: "
                        + "postern plugins publishers add acme acme.key.crt --ids acme.*",
                0, 3, List.of(new Spec.Option("--ids", "IDS",
                        "plugins that are his alone, and he publishes no other: ids, or beginnings with a *")));
        return new PublishersCommand(spec);
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var file = ConfFile.read(in.settings().home(), PID);
        var lines = new ArrayList<>(file.settings().array(SETTING).orElse(JsonArray.EMPTY).strings());
        var words = in.arguments();
        if (words.isEmpty() || words.equals(List.of("list"))) {
            list(in, lines);
        } else if (words.getFirst().equals("add") && words.size() == 3) {
            add(lines, name(words.get(1)), KeyOption.digest(words.get(2)), in.list("--ids"));
            write(in, file, lines, words.get(1) + "  pinned");
        } else if (words.getFirst().equals("remove") && words.size() == 2) {
            if (!lines.removeIf(line -> nameOf(line).equals(words.get(1)))) {
                throw new Failure("not_found", "no publisher " + words.get(1) + " is pinned");
            }
            write(in, file, lines, words.get(1) + "  removed; what he signed stays, and gets no update");
        } else {
            throw new UsageException("plugins publishers takes " + spec.arguments());
        }
    }

    private static void add(List<String> lines, String name, String key, List<String> ids) throws Failure {
        for (var line : lines) {
            if (line.contains("=" + key) && !nameOf(line).equals(name)) {
                throw new Failure("conflict", "the key is pinned as " + nameOf(line) + " already");
            }
        }
        lines.removeIf(line -> line.startsWith(name + "=" + key));
        lines.add(String.join(" ", Stream.concat(Stream.of(name + "=" + key), ids.stream()).toList()));
    }

    private static void write(Invocation in, ConfFile file, List<String> lines, String what)
            throws Failure, IOException {
        file.set(SETTING, new JsonArray(lines.stream().<JsonValue>map(JsonString::new).toList()), true);
        file.checkUnchanged();
        file.write();
        if (in.json()) {
            in.print(shown(lines));
        } else {
            in.print(what);
        }
    }

    private static void list(Invocation in, List<String> lines) {
        var shown = shown(lines);
        if (in.json()) {
            in.print(shown);
        } else if (lines.isEmpty()) {
            in.note("No publisher is pinned: no signed plugin comes in.");
        } else {
            Table.print(in, shown.array(SETTING).orElse(JsonArray.EMPTY), "name", "key", "ids");
        }
    }

    private static JsonObject shown(List<String> lines) {
        var publishers = lines.stream().<JsonValue>map(line -> {
            var words = List.of(line.split(" "));
            var first = words.getFirst();
            return JsonObject.builder().put("name", nameOf(line)).put("key", first.substring(first.indexOf('=') + 1))
                    .put("ids", new JsonArray(
                            words.subList(1, words.size()).stream().<JsonValue>map(JsonString::new).toList()))
                    .build();
        }).toList();
        return JsonObject.builder().put(SETTING, new JsonArray(publishers)).build();
    }

    private static String nameOf(String line) {
        return line.split("=", 2)[0];
    }

    private static String name(String name) throws Failure {
        if (!NAME.matcher(name).matches()) {
            throw new Failure("invalid_params", "a publisher's name is " + NAME.pattern());
        }
        return name;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Reads the words after the command. */
final class Arguments {
    final List<String> positional = new ArrayList<>();
    final Map<String, List<String>> options = new LinkedHashMap<>();

    private Arguments() {}

    /** Reads words by a command's spec. */
    static Arguments read(Spec spec, List<String> words) throws UsageException {
        var read = new Arguments();
        boolean onlyPositional = false;
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            if (onlyPositional || !word.startsWith("-") || word.equals("-")) {
                read.positional.add(word);
            } else if (word.equals("--")) {
                onlyPositional = true;
            } else {
                i = read.option(spec, words, i);
            }
        }
        if (!read.options.containsKey("--help")) {
            read.count(spec);
        }
        return read;
    }

    private int option(Spec spec, List<String> words, int at) throws UsageException {
        var word = words.get(at);
        int equals = word.indexOf('=');
        var name = equals < 0 ? word : word.substring(0, equals);
        var option = find(spec, name.equals("-h") ? "--help" : name);
        if (option == null) {
            throw new UsageException("unknown option " + name);
        }
        if (option.isFlag()) {
            if (equals >= 0) {
                throw new UsageException(name + " takes no value");
            }
            add(option.name(), "");
            return at;
        }
        if (equals >= 0) {
            add(option.name(), word.substring(equals + 1));
            return at;
        }
        if (at + 1 == words.size()) {
            throw new UsageException(name + " needs " + option.value());
        }
        add(option.name(), words.get(at + 1));
        return at + 1;
    }

    private void add(String name, String value) {
        options.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    static Spec.@Nullable Option find(Spec spec, String name) {
        for (var option : spec.all()) {
            if (option.name().equals(name)) {
                return option;
            }
        }
        return null;
    }

    private void count(Spec spec) throws UsageException {
        if (positional.size() < spec.fewest()) {
            throw new UsageException(spec.name() + " needs " + spec.arguments());
        }
        if (positional.size() > spec.most()) {
            throw new UsageException(
                    spec.most() == 0
                            ? spec.name() + " takes no arguments"
                            : spec.name() + " takes " + spec.arguments() + " and no more");
        }
    }
}

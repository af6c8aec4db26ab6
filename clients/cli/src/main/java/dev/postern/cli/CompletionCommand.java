// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a script that lets a shell complete our commands and options. */
final class CompletionCommand implements Command {
    /** A zsh without configuration has no completion at all; -i passes over folders that others may write, unasked. */
    private static final String ZSH = """
            (( $+functions[compdef] )) || { autoload -U compinit && compinit -i; }
            autoload -U +X bashcompinit && bashcompinit
            """;

    @Override
    public Spec spec() {
        return new Spec(
                "completion",
                "bash|zsh",
                "Print a completion script for a shell",
                """
                  bash: source <(postern completion bash)
                  zsh:  source <(postern completion zsh)""",
                1,
                1,
                List.of());
    }

    @Override
    public void run(Invocation in) throws UsageException {
        switch (in.argument(0)) {
            case "bash" -> in.print(bash());
            case "zsh" -> in.print(ZSH + bash());
            default -> throw new UsageException("completion is for bash or zsh, not " + in.argument(0));
        }
    }

    /** A table of what may follow what; zsh reads it through its bashcompinit. */
    private static String bash() throws UsageException {
        var script = new StringBuilder("""
                _postern() {
                  local words first second key i
                  COMPREPLY=()
                  first='' second=''
                  for ((i = 1; i < COMP_CWORD; i++)); do
                    case ${COMP_WORDS[i]} in
                      -*) ;;
                      *) if [[ -z $first ]]; then first=${COMP_WORDS[i]}; elif [[ -z $second ]]; then second=${COMP_WORDS[i]}; fi ;;
                    esac
                  done
                  case "$first $second" in
                """);
        after().forEach((key, words) -> script.append("    ")
                .append(key)
                .append(") words='")
                .append(words)
                .append("' ;;\n"));
        return script.append("""
                    *) words='' ;;
                  esac
                  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
                  if [[ ${#COMPREPLY[@]} -eq 0 ]]; then COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")); fi
                }
                complete -F _postern postern ./postern""").toString();
    }

    private static Map<String, String> after() throws UsageException {
        var after = new LinkedHashMap<String, String>();
        var first = new StringBuilder("run build");
        for (var name : Catalog.NAMES) {
            var spec = Catalog.find(name).spec();
            int space = name.indexOf(' ');
            var group = space < 0 ? name : name.substring(0, space);
            if (!after.containsKey("'" + group + " '") || space < 0) {
                first.append(' ').append(group);
            }
            if (space < 0) {
                var words = name.equals("completion") ? "bash zsh" : name.equals("help") ? "" : options(spec);
                after.put("'" + name + " '*", words.isEmpty() ? String.join(" ", firstWords()) : words);
            } else {
                after.merge("'" + group + " '", name.substring(space + 1), (all, verb) -> all + " " + verb);
                after.put("'" + name + "'", options(spec));
            }
        }
        var all = new LinkedHashMap<String, String>();
        all.put("' '", first.toString());
        all.putAll(after);
        return all;
    }

    private static List<String> firstWords() {
        return Catalog.NAMES.stream()
                .map(name -> name.contains(" ") ? name.substring(0, name.indexOf(' ')) : name)
                .distinct()
                .toList();
    }

    private static String options(Spec spec) {
        var words = new StringBuilder();
        for (var option : spec.all()) {
            words.append(option.name()).append(' ');
        }
        return words.toString().strip();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import dev.postern.api.tool.ToolException;

/**
 * The programs that are allowed.
 *
 * @param all in any order
 */
record AllowedPrograms(List<AllowedProgram> all) {
    private static final String WAY = "conf/" + AllowedProgram.PID + "~<name>.json";

    /** The first by name that allows it. */
    AllowedProgram of(String tenant, ShellRun.Input input) throws ToolException {
        var own = all.stream().filter(allowed -> allowed.isOf(tenant))
                .sorted(Comparator.comparing(AllowedProgram::pid)).toList();
        if (own.isEmpty()) {
            throw forbidden("no program may be run here: an administrator allows one in " + WAY
                    + " with program and arguments");
        }
        var named = own.stream().filter(allowed -> allowed.program().equals(input.program())).toList();
        if (named.isEmpty()) {
            throw forbidden(CommandText.word(input.program()) + " may not be run; allowed are "
                    + own.stream().map(AllowedProgram::program).distinct().collect(Collectors.joining(", "))
                    + ", and an administrator allows more in " + WAY);
        }
        return named.stream().filter(allowed -> allowed.refusal(input.arguments()).isEmpty()).findFirst()
                .orElseThrow(() -> forbidden(input.program() + " may not be run with these arguments: "
                        + named.stream().map(allowed -> allowed.pid() + " "
                                + allowed.refusal(input.arguments()).orElse("")).collect(Collectors.joining("; "))));
    }

    private static ToolException forbidden(String message) {
        return new ToolException("forbidden", message);
    }
}

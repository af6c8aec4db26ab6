// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * No sandbox: what the gateway's user can reach, a program can. Where util-linux is installed the program leads a session
 * of its own, gains no rights from its file ({@code sudo}), so that it can be killed, and ends with the gateway; what it
 * started does not.
 *
 * @param why there is no sandbox
 * @param prefix what stands before the program
 */
record Unconfined(String why, List<String> prefix) implements Confinement {

    static Unconfined because(String why) {
        var prefix = new ArrayList<String>();
        Stream.of(List.of("setpriv", "--pdeathsig", "KILL", "--no-new-privs", "--"), List.of("setsid"))
                .forEach(words -> Programs.find(words.getFirst()).map(path -> line(path, words))
                        .filter(line -> Probe.failure(line).isEmpty())
                        .ifPresent(prefix::addAll));
        return new Unconfined(why, List.copyOf(prefix));
    }

    private static List<String> line(Path program, List<String> words) {
        var line = new ArrayList<>(words);
        line.set(0, program.toString());
        return line;
    }

    @Override
    public Line line(Start start) {
        return new Line(prefix, start.environment());
    }

    @Override
    public String describe(Start start) {
        return "none, " + why + ": the program can do what the gateway's user can, and reach the network";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.postern.api.tool.ToolException;

/** What keeps programs apart from the rest of the machine. */
interface Confinement {

    /**
     * What is to be started.
     *
     * @param program its path
     * @param file the file that the path leads to
     * @param root the root that its folder lies in
     * @param folder where it begins, a real path
     * @param network whether it may reach the network
     * @param environment its environment
     */
    record Start(Path program, Path file, Roots.Root root, Path folder, boolean network,
            Map<String, String> environment) {}

    /**
     * How to start it.
     *
     * @param words what stands before the program and its arguments
     * @param environment what they are given; the program gets its own from there or from the words
     */
    record Line(List<String> words, Map<String, String> environment) {}

    /**
     * What to start it with.
     *
     * @throws ToolException {@code forbidden} when the program cannot be run in this way, and how it can be
     */
    Line line(Start start) throws ToolException;

    /** For people: what it is, and what it lets the program do. */
    String describe(Start start);
}

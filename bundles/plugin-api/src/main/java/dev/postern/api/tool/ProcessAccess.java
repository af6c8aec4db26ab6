// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.osgi.annotation.versioning.ProviderType;

/** Other programs. Their whole process tree ends with the call. */
@ProviderType
public interface ProcessAccess {

    /**
     * Runs a program to its end. Output goes to {@link ToolContext#progress()} as it comes.
     *
     * @param command what to run
     * @return how it ended
     * @throws ToolException {@code forbidden} for a program that is not allowed, {@code timeout}
     * @throws InterruptedException when the call is cancelled; the process tree is gone
     */
    Result run(Command command) throws ToolException, InterruptedException;

    /**
     * Says how {@link #run} would run it now, and runs nothing; allowed in previews.
     *
     * @param command what would be run
     * @return which file it is, and what keeps it apart
     * @throws ToolException as {@link #run}
     * @since 1.1
     */
    default Plan plan(Command command) throws ToolException {
        throw new ToolException("unavailable", "it is not known here how " + command.program() + " would be run");
    }

    /**
     * A program and its arguments; never a shell line.
     *
     * @param program its name or path
     * @param arguments its arguments
     * @param environment all of its environment; a platform may add to it what it needs to find the process again
     * @param folder its working folder, a path as {@link FileAccess} has it
     * @param timeout for the whole run
     * @param maxOutputBytes what is kept of each stream
     * @param input what it reads from standard input, which then ends
     * @param network whether it may reach the network, for which the plugin must ask for every host; without it may not
     *     where there is a sandbox
     */
    record Command(
            String program,
            List<String> arguments,
            Map<String, String> environment,
            String folder,
            Duration timeout,
            int maxOutputBytes,
            String input,
            boolean network) {

        /** One with nothing to read and no network. */
        public Command(
                String program,
                List<String> arguments,
                Map<String, String> environment,
                String folder,
                Duration timeout,
                int maxOutputBytes) {
            this(program, arguments, environment, folder, timeout, maxOutputBytes, "", false);
        }
    }

    /**
     * How a program ended.
     *
     * @param exitCode its exit code
     * @param output what it wrote, cut at the limit
     * @param errors what it wrote to standard error, cut at the limit
     * @param truncated whether anything was cut
     */
    record Result(int exitCode, String output, String errors, boolean truncated) {
        private static final int SIGNALLED = 128;
        private static final int LAST_SIGNAL = 64;

        /**
         * The signal that ended it, by the convention that its number and 128 are the exit code then: a program that
         * ends with such a code by itself looks the same.
         *
         * @return 1 to 64, or empty
         * @since 1.1
         */
        public OptionalInt signal() {
            return exitCode > SIGNALLED && exitCode <= SIGNALLED + LAST_SIGNAL
                    ? OptionalInt.of(exitCode - SIGNALLED)
                    : OptionalInt.empty();
        }
    }

    /**
     * How a program would be run.
     *
     * @param program the path that would be started
     * @param file the file that it leads to, links resolved
     * @param sandbox what keeps it apart from the rest of the machine, for people
     * @since 1.1
     */
    record Plan(String program, String file, String sandbox) {}
}

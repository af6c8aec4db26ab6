package dev.postern.api.tool;

import java.time.Duration;
import java.util.List;
import java.util.Map;

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
     * A program and its arguments; never a shell line.
     *
     * @param program its name or path
     * @param arguments its arguments
     * @param environment all of its environment
     * @param folder its working folder, a path as {@link FileAccess} has it
     * @param timeout for the whole run
     * @param maxOutputBytes what is kept of each stream
     */
    record Command(
            String program,
            List<String> arguments,
            Map<String, String> environment,
            String folder,
            Duration timeout,
            int maxOutputBytes) {}

    /**
     * How a program ended.
     *
     * @param exitCode its exit code
     * @param output what it wrote, cut at the limit
     * @param errors what it wrote to standard error, cut at the limit
     * @param truncated whether anything was cut
     */
    record Result(int exitCode, String output, String errors, boolean truncated) {}
}

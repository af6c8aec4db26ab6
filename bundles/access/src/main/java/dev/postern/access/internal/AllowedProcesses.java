package dev.postern.access.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.Progress;
import dev.postern.api.tool.ToolException;

/** Programs that are allowed, by name; each with all of its children ends with the call. */
final class AllowedProcesses implements ProcessAccess {
    private final List<String> programs;
    private final ConfinedFiles files;
    private final boolean readOnly;
    private final Progress progress;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    AllowedProcesses(List<String> programs, ConfinedFiles files, boolean readOnly, Progress progress) {
        this.programs = programs;
        this.files = files;
        this.readOnly = readOnly;
        this.progress = progress;
    }

    void close() {
        closed = true;
        running.forEach(AllowedProcesses::kill);
    }

    @Override
    public Result run(Command command) throws ToolException, InterruptedException {
        if (closed) {
            throw new IllegalStateException("the call has ended, and with it what it may use");
        }
        if (readOnly) {
            throw new ToolException("forbidden", "a preview starts no program");
        }
        if (!programs.contains(command.program())) {
            throw new ToolException(
                    "forbidden",
                    "the plugin may not start " + command.program()
                            + ": it must ask for it in @PosternPlugin(programs = …)");
        }
        var process = start(command);
        running.add(process);
        try {
            if (closed) {
                kill(process);
            }
            var output = new CutOutput(process.getInputStream(), command.maxOutputBytes(), progress);
            var errors = new CutOutput(process.getErrorStream(), command.maxOutputBytes(), progress);
            if (!process.waitFor(command.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ToolException("timeout", command.program() + " did not end within " + command.timeout(),
                        false, null);
            }
            return new Result(process.exitValue(), output.text(), errors.text(), output.cut() || errors.cut());
        } finally {
            kill(process);
            running.remove(process);
        }
    }

    private Process start(Command command) throws ToolException {
        var line = new ArrayList<String>();
        line.add(command.program());
        line.addAll(command.arguments());
        var builder = new ProcessBuilder(line).directory(files.folder(command.folder()).toFile());
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        try {
            var process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new ToolException("unavailable", command.program() + " cannot be started", false, e);
        }
    }

    private static void kill(Process process) {
        // children first: once their parent is gone they are nobody's
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

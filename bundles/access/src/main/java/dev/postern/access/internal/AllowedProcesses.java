package dev.postern.access.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.Progress;
import dev.postern.api.tool.ToolException;

/** Programs that are allowed, by name; each with all of its children ends with the call. */
final class AllowedProcesses implements ProcessAccess {
    private final List<String> programs;
    private final ConfinedFiles files;
    private final boolean readOnly;
    private final Progress progress;
    private final Set<ProcessTree> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    AllowedProcesses(List<String> programs, ConfinedFiles files, boolean readOnly, Progress progress) {
        this.programs = programs;
        this.files = files;
        this.readOnly = readOnly;
        this.progress = progress;
    }

    void close() {
        closed = true;
        running.forEach(ProcessTree::kill);
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
        var tree = new ProcessTree(process);
        running.add(tree);
        try {
            if (closed) {
                tree.kill();
            }
            var output = new CutOutput(process.getInputStream(), command.maxOutputBytes(), progress);
            var errors = new CutOutput(process.getErrorStream(), command.maxOutputBytes(), progress);
            if (!process.waitFor(command.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ToolException("timeout", command.program() + " did not end within " + command.timeout(),
                        false, null);
            }
            // what it left behind would keep its output open
            tree.kill();
            return new Result(process.exitValue(), output.text(), errors.text(), output.cut() || errors.cut());
        } finally {
            tree.kill();
            running.remove(tree);
        }
    }

    private Process start(Command command) throws ToolException {
        var line = new ArrayList<>(ProcessTree.leader());
        line.add(executable(command.program()).toString());
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

    /** Where the program lies: by the gateway's own path, as its environment is not the program's. */
    private static Path executable(String program) throws ToolException {
        var named = Path.of(program);
        var places = named.isAbsolute()
                ? Stream.of(named)
                : Arrays.stream(String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty() && program.indexOf('/') < 0)
                        .map(folder -> Path.of(folder).resolve(program));
        return places.filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new ToolException("unavailable", "there is no program " + program));
    }
}

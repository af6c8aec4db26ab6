// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.Progress;
import dev.postern.api.tool.ToolException;
import dev.postern.core.access.Grants;

/** Programs that are allowed, by name; each with all of its children ends with the call. */
final class AllowedProcesses implements ProcessAccess {
    private static final String ANY = "*";

    private final Grants grants;
    private final ConfinedFiles files;
    private final Sandbox sandbox;
    private final boolean readOnly;
    private final Progress progress;
    private final Set<RunningProgram> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    AllowedProcesses(Grants grants, ConfinedFiles files, Sandbox sandbox, boolean readOnly, Progress progress) {
        this.grants = grants;
        this.files = files;
        this.sandbox = sandbox;
        this.readOnly = readOnly;
        this.progress = progress;
    }

    /** Ends all that run; returns when they are gone. */
    void close() {
        closed = true;
        running.forEach(RunningProgram::kill);
    }

    @Override
    public Plan plan(Command command) throws ToolException {
        check(command);
        var start = start(command);
        var confinement = sandbox.confinement();
        confinement.line(start);
        return new Plan(start.program().toString(), start.file().toString(), confinement.describe(start));
    }

    @Override
    public Result run(Command command) throws ToolException, InterruptedException {
        check(command);
        if (readOnly) {
            throw new ToolException("forbidden", "a preview starts no program");
        }
        var program = new RunningProgram(
                command.program(), Mark.of(files.home()), command.maxOutputBytes(), progress);
        running.add(program);
        try {
            start(program, command);
            // who closes either sees it running or is seen here
            living();
            if (!program.await(command.timeout())) {
                throw new ToolException("timeout", command.program() + " did not end within " + command.timeout());
            }
            living();
            return program.result();
        } catch (IOException e) {
            throw new ToolException("unavailable", command.program() + " cannot be started", false, e);
        } finally {
            program.kill();
            running.remove(program);
        }
    }

    private void living() throws InterruptedException {
        if (closed) {
            throw new InterruptedException("the call has ended");
        }
    }

    private void check(Command command) throws ToolException {
        if (closed) {
            throw new IllegalStateException("the call has ended, and with it what it may use");
        }
        if (!grants.programs().contains(command.program()) && !grants.programs().contains(ANY)) {
            throw new ToolException(
                    "forbidden",
                    "the plugin may not start " + command.program()
                            + ": it must ask for it in @PosternPlugin(programs = …)");
        }
        if (command.network() && !grants.hosts().contains(ANY)) {
            throw new ToolException(
                    "forbidden",
                    "the plugin may not let a program reach the network: it must ask for every host in"
                            + " @PosternPlugin(hosts = \"*\")");
        }
    }

    private Confinement.Start start(Command command) throws ToolException {
        var program = Programs.find(command.program())
                .orElseThrow(() -> new ToolException("unavailable", "there is no program " + command.program()));
        try {
            var folder = files.folder(command.folder());
            return new Confinement.Start(program, program.toRealPath(), folder.root(), folder.path(),
                    command.network(), command.environment());
        } catch (IOException e) {
            throw new ToolException("unavailable", command.program() + " cannot be looked at", false, e);
        }
    }

    private void start(RunningProgram program, Command command) throws ToolException, IOException {
        var start = start(command);
        var confinement = sandbox.confinement();
        var line = confinement.line(start);
        var words = new ArrayList<>(line.words());
        words.add(start.program().toString());
        words.addAll(command.arguments());
        var builder = new ProcessBuilder(words).directory(start.folder().toFile());
        builder.environment().clear();
        builder.environment().putAll(line.environment());
        program.start(builder, command.input(), confinement instanceof Bubblewrap);
    }

    /** Where a program begins: a folder, and the root that it lies in. */
    record Folder(Roots.Root root, Path path) {}
}

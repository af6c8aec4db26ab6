// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import dev.postern.api.json.JsonObject;
import dev.postern.cli.author.AuthorRepository;
import dev.postern.cli.author.MavenBuild;
import dev.postern.cli.author.SourceWatch;

/** Builds a plugin after each change and puts it into the running gateway; says what stands in the way where the author looks. */
record PluginDevCommand(Spec spec) implements Command {
    private static final String ONCE = "--once";
    private static final long LOOK_MS = 250;
    /** A version is the same bytes for ever, so each build has one of its own; later ones are newer. */
    private static final DateTimeFormatter QUALIFIER = DateTimeFormatter.ofPattern("'.dev-'yyyyMMdd-HHmmss-SSS")
            .withZone(ZoneOffset.UTC);

    static PluginDevCommand of(String name) {
        return new PluginDevCommand(new Spec(name, "[DIR]", "Build a plugin and install it after each change", """
                DIR is its Maven project, by default the folder you are in. Calls that run finish on the version before. The
                bundle's version has a qualifier of its own each time: Bundle-Version: ${plugin.version}${plugin.qualifier}.
                Tests are left to you. Ctrl-C ends it; what was installed last stays.""", 0, 1,
                java.util.List
                        .of(new Spec.Option(ONCE, "", "build and install once, and exit with 1 when that fails"))));
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var project = Path.of(in.arguments().isEmpty() ? "." : in.argument(0)).toAbsolutePath().normalize();
        var environment = in.settings().environment();
        var build = MavenBuild.of(project, environment);
        AuthorRepository.ours().refresh(AuthorRepository.local(environment));
        try (var interruption = Interruption.watch(); var watch = new SourceWatch(project)) {
            boolean whole = round(in, build, interruption, false);
            if (in.has(ONCE)) {
                return;
            }
            in.note("Watching " + project + "; Ctrl-C ends it");
            while (!interruption.within(0)) {
                if (watch.changed(LOOK_MS)) {
                    whole = attempt(in, build, interruption, whole);
                }
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new Failure("cancelled", "interrupted");
        }
    }

    /** One that fails is told, and the next change is waited for. */
    private static boolean attempt(Invocation in, MavenBuild build, Interruption interruption, boolean whole)
            throws UsageException, IOException, InterruptedException {
        try {
            return round(in, build, interruption, whole);
        } catch (Failure failed) {
            if (!interruption.isAsked()) {
                in.note(Shown.line(failed.code() + ": " + failed.getMessage()));
            }
            return whole;
        } catch (java.net.ConnectException gone) {
            in.note("unavailable: no gateway answers; ./postern run starts one");
            return whole;
        }
    }

    /** Builds and installs; whether Maven has all that it needs now. */
    private static boolean round(Invocation in, MavenBuild build, Interruption interruption, boolean offline)
            throws Failure, UsageException, IOException, InterruptedException {
        long begin = System.nanoTime();
        var built = build.build(QUALIFIER.format(Instant.now()), offline, interruption::isAsked);
        var jar = built.jar();
        if (jar == null) {
            built.problems().forEach(problem -> in.note(Shown.prose(problem)));
            throw new Failure("not_built", "the build failed; what was installed before goes on serving");
        }
        long swap = System.nanoTime();
        var blob = Upload.file(in.settings().http("/blobs"), in.settings().token(), jar);
        JsonObject answer;
        try {
            answer = in.reconnect().call("plugins.install", JsonObject.builder()
                    .put("source", JsonObject.of("blob", blob)).build());
        } catch (Failure refused) {
            in.note(wayOut(refused.reason()));
            throw refused;
        }
        if (in.json()) {
            in.print(answer);
        } else {
            in.print(answer.text("plugin").orElse("") + " " + answer.text("version").orElse("") + "  built in "
                    + millis(begin, swap) + " ms, installed in " + millis(swap, System.nanoTime()) + " ms");
        }
        return true;
    }

    /** What an author does about a refusal; the gateway's own words name the rule. */
    private static String wayOut(String reason) {
        return switch (reason) {
            case "version_reused" ->
                "Each build needs a version of its own: put ${plugin.qualifier} behind Bundle-Version in"
                        + " pom.xml, as plugins new does.";
            case "contract_broken" ->
                "Raise the tool's version in its @ToolDefinition as far as that says, or begin anew"
                        + " with ./postern plugins uninstall.";
            default -> "The gateway refused it; what was installed before goes on serving.";
        };
    }

    private static long millis(long from, long to) {
        return (to - from) / 1_000_000;
    }
}

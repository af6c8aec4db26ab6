// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Path;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.cli.author.AuthorRepository;
import dev.postern.cli.author.NewProject;

/** Makes a plugin's project: it builds, tests and runs as it is. Needs no gateway. */
record PluginNewCommand(Spec spec) implements Command {

    static PluginNewCommand of(String name) {
        return new PluginNewCommand(Spec.of(name, "NAME", 1, "Begin a plugin: a project that builds, tests and runs")
                .with(new Spec.Option("--dir", "DIR", "where to; default is a folder NAME here"),
                        new Spec.Option("--package", "PACKAGE", "its Java package; default org.example.NAME")));
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var named = in.option("--package");
        var project = NewProject.of(in.argument(0), named == null ? "" : named);
        var given = in.option("--dir");
        var folder = Path.of(given == null ? project.name() : given);
        var repository = AuthorRepository.ours();
        var files = project.write(folder, repository);
        repository.refresh(AuthorRepository.local(in.settings().environment()));
        if (in.json()) {
            in.print(JsonObject.builder().put("project", folder.toAbsolutePath().normalize().toString())
                    .put("files", JsonArray.ofStrings(files)).build());
            return;
        }
        in.print(folder + "  a plugin with the tool " + project.name().replace('-', '_') + ".greet");
        in.note("Build and test it:  cd " + folder + " && mvn package");
        in.note("Work on it:         ./postern plugins dev " + folder);
    }
}

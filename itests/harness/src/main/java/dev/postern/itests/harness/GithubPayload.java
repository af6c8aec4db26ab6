// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.json.StrictJson;

/** Real payloads of GitHub's webhooks, from the package in which GitHub's own toolkit publishes them. */
public final class GithubPayload {
    private static final String PACKAGE = "@octokit/webhooks-examples@7.6.1";

    private GithubPayload() {}

    /** A {@code push}, as GitHub sends it. */
    public static String push() throws Exception {
        var events = (JsonArray) new StrictJson().parse(Files.readAllBytes(Forks.alone(GithubPayload::examples)));
        for (var event : events.values()) {
            if (event instanceof JsonObject object && object.text("name").orElse("").equals("push")) {
                return object.array("examples").orElseThrow().values().getFirst().toString();
            }
        }
        throw new AssertionError("no push among the examples");
    }

    /** Fetches the package once with npm and unpacks it. */
    private static Path examples() throws Exception {
        var folder = Files.createDirectories(Distribution.root().resolve("itests/target/webhooks-examples"));
        var file = folder.resolve("package/api.github.com/index.json");
        if (!Files.exists(file)) {
            run(folder, List.of("npm", "pack", "--silent", PACKAGE));
            run(folder, List.of("tar", "xzf", "octokit-webhooks-examples-7.6.1.tgz"));
        }
        return file;
    }

    private static void run(Path folder, List<String> command) throws Exception {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("fetch.log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new AssertionError(command + " failed: " + Files.readString(folder.resolve("fetch.log")));
        }
    }
}

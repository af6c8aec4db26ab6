// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** Which marketplaces a gateway looks at: a setting of its, which it reads while it runs; no gateway need run. */
record MarketplaceSources(Spec spec) implements Command {
    private static final String ADD = "marketplace add";
    private static final String PID = "dev.postern.marketplace";
    private static final String SETTING = "sources";
    private static final int MAX_PRIORITY = 1_000;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");
    private static final Pattern ADDRESS = Pattern.compile("(https?|file)://\\S{1,1000}");

    static Command of(String name) {
        return new MarketplaceSources(name.equals(ADD)
                ? Spec.of(name, "NAME URL", 2, "Let the gateway look at a marketplace").with(
                        new Spec.Option("--key", "KEY",
                                "who signs it: the SHA-256 of the public key, or a certificate"),
                        new Spec.Option("--priority", "N", "from 0 to " + MAX_PRIORITY
                                + "; of a plugin that several have, the highest is taken; default 0"),
                        new Spec.Option("--vouches", "", "take plugins of every key that it names; else only of"
                                + " publishers that you pinned"))
                        .saying("URL is of a folder: https, or file:/// for a mirror on this machine. Take the key from whoever"
                                + " runs the marketplace, by a way that you trust. The same NAME again takes the place of the one"
                                + " before.")
                : Spec.of(name, "NAME", 1, "Let the gateway look at a marketplace no more"));
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var file = ConfFile.read(in.settings().home(), PID);
        var lines = new ArrayList<>(file.settings().array(SETTING).orElse(JsonArray.EMPTY).strings());
        var name = in.argument(0);
        boolean there = lines.removeIf(line -> line.startsWith(name + "="));
        if (spec.name().equals(ADD)) {
            lines.add(line(in));
            write(in, file, lines, name + "  added");
        } else if (there) {
            write(in, file, lines, name + "  removed; what came from it stays, and gets no update");
        } else {
            throw new Failure("not_found", "no marketplace is called " + name);
        }
    }

    private static String line(Invocation in) throws Failure, UsageException, IOException {
        if (!NAME.matcher(in.argument(0)).matches()) {
            throw new Failure("invalid_params", "a marketplace's name here is " + NAME.pattern());
        }
        if (!ADDRESS.matcher(in.argument(1)).matches()) {
            throw new Failure("invalid_params", in.argument(1) + " is no address of a folder: one is"
                    + " https://plugins.example.org/ or file:///srv/mirror/");
        }
        var key = in.option("--key");
        if (key == null) {
            throw new UsageException("marketplace add needs --key KEY: without it anybody could say what is in it");
        }
        long priority = in.number("--priority", 0, 0);
        if (priority > MAX_PRIORITY) {
            throw new UsageException("--priority is from 0 to " + MAX_PRIORITY);
        }
        return in.argument(0) + "=" + in.argument(1) + " " + KeyOption.digest(key)
                + (priority == 0 ? "" : " priority=" + priority) + (in.has("--vouches") ? " vouches=true" : "");
    }

    private static void write(Invocation in, ConfFile file, List<String> lines, String what)
            throws Failure, IOException {
        file.set(SETTING, JsonArray.ofStrings(lines), true);
        file.checkUnchanged();
        file.write();
        if (in.json()) {
            in.print(JsonObject.builder().put(SETTING, JsonArray.ofStrings(lines)).build());
        } else {
            in.print(what);
        }
    }
}

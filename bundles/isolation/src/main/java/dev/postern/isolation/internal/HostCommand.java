// SPDX-License-Identifier: Apache-2.0
package dev.postern.isolation.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginHosts.Hosted;

/** How a tool host is started: with no environment, a folder of its own, and little memory. */
final class HostCommand {
    private static final String MAIN = "dev.postern.toolhost.Main";

    private final Layout layout;
    private final Hosted plugin;
    private final String node;
    private final Path folder;
    private final IsolationSettings settings;

    /** @param folder the plugin's own, which is made */
    HostCommand(Layout layout, Hosted plugin, String node, Path folder, IsolationSettings settings) {
        this.layout = layout;
        this.plugin = plugin;
        this.node = node;
        this.folder = folder;
        this.settings = settings;
    }

    /** The process, running; the line to it is its standard input and output. */
    Process start(Bubblewrap bubblewrap) throws PluginException, IOException {
        var bundles = layout.bundles();
        Files.createDirectories(folder.resolve("tmp"));
        var file = write(bundles);
        var command = java(layout.classPath(bundles), file);
        var readable = new ArrayList<Path>(List.of(Path.of(System.getProperty("java.home")), layout.root(),
                plugin.jar()));
        var builder = new ProcessBuilder(bubblewrap.around(command, readable, folder)).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().put("HOME", folder.toString());
        return builder.start();
    }

    private List<String> java(List<Path> classPath, Path file) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + settings.memoryMib() + "m", "-Xms16m", "-XX:MaxMetaspaceSize=128m",
                "-XX:MaxDirectMemorySize=32m", "-XX:ReservedCodeCacheSize=64m", "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-Xlog:disable", "-Xlog:all=error:stderr",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"), "-Djava.awt.headless=true",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)), MAIN,
                file.toString()));
        return command;
    }

    private Path write(List<Path> bundles) throws IOException {
        var properties = new Properties();
        properties.setProperty("org.osgi.framework.storage", folder.resolve("framework").toString());
        properties.setProperty("org.osgi.framework.storage.clean", "onFirstInit");
        properties.setProperty("postern.toolhost.node", node);
        properties.setProperty("postern.toolhost.tools", String.join(",", plugin.tools()));
        properties.setProperty("postern.toolhost.wait.millis", Long.toString(settings.start().toMillis()));
        var all = new ArrayList<>(bundles);
        all.add(plugin.jar());
        properties.setProperty("postern.toolhost.bundles",
                all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        var file = folder.resolve("host.properties");
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        return file;
    }
}

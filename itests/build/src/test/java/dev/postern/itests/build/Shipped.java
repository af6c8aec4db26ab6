// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One jar of the distribution.
 *
 * @param jar  the file
 * @param name its Bundle-SymbolicName
 */
record Shipped(Path jar, String name) {
    static final Path ROOT = Path.of(System.getProperty("postern.root"));
    /** What bundles with the wires of models share: each holds a copy, which nobody else sees. */
    static final String SHARED = "dev.postern.models.http";
    /** What holds tools against the release before: inside who installs plugins, and beside the distribution, who builds them. */
    static final String VERSIONS = "dev.postern.toolversions";
    private static final Pattern MODULE = Pattern.compile("<module>(.*?)</module>");
    private static final Pattern UNQUOTED_COMMA = Pattern.compile(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

    /** @return every bundle of the built distribution; never empty */
    static List<Shipped> all() {
        Path bundles = distribution().resolve("bundles");
        List<Shipped> found = jars(bundles);
        if (found.isEmpty()) {
            throw new IllegalStateException("no bundle under " + bundles);
        }
        return found;
    }

    /** @return our own bundles; never empty */
    static List<Shipped> ours() {
        List<Shipped> found = all().stream().filter(bundle -> bundle.name().startsWith("dev.postern.")).toList();
        if (found.isEmpty()) {
            throw new IllegalStateException("no bundle of ours is shipped");
        }
        return found;
    }

    /** @return our programs, the launcher and the command line with what lies on its class path; never empty */
    static List<Shipped> programs() {
        List<Shipped> found = jars(distribution().resolve("lib")).stream()
                .filter(jar -> jar.name().startsWith("dev.postern.")).toList();
        if (found.isEmpty()) {
            throw new IllegalStateException("no program of ours is shipped");
        }
        return found;
    }

    /** @return all jars of the distribution, whosever they are; never empty */
    static List<Shipped> everything() {
        return Stream.concat(all().stream(), jars(distribution().resolve("lib")).stream()).toList();
    }

    static Path distribution() {
        Path target = ROOT.resolve("runtime/distribution/target");
        try (Stream<Path> folders = Files.list(target)) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("postern-"))
                    .filter(Files::isDirectory).findFirst()
                    .orElseThrow(() -> new IllegalStateException("no distribution under " + target));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** @return the name of its module's folder: {@code dev.postern.tools.files} comes from {@code tools-files} */
    String module() {
        return name.substring("dev.postern.".length()).replace('.', '-');
    }

    /** @return its module as the root's POM lists it */
    String folder() {
        try {
            return MODULE.matcher(Files.readString(ROOT.resolve("pom.xml"))).results().map(found -> found.group(1))
                    .filter(folder -> folder.equals(module()) || folder.endsWith("/" + module()))
                    .findFirst().orElseThrow(() -> new IllegalStateException("no module makes " + name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** @return the address of its content, as class path scanners want it */
    URL url() {
        try {
            return URI.create("jar:" + jar.toUri() + "!/").toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String header(String header) {
        try (JarFile file = new JarFile(jar.toFile())) {
            String value = file.getManifest().getMainAttributes().getValue(header);
            return value == null ? "" : value;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** @return the clauses of a header, each with its attributes and directives */
    List<String> clauses(String header) {
        String value = header(header);
        return value.isEmpty() ? List.of() : List.of(UNQUOTED_COMMA.split(value));
    }

    /** @return the packages that hold classes, nested jars not looked into */
    Set<String> packages() {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(entry -> entry.getName())
                    .filter(entry -> entry.endsWith(".class") && entry.indexOf('/') > 0)
                    .filter(entry -> !entry.startsWith("META-INF/"))
                    .map(entry -> entry.substring(0, entry.lastIndexOf('/')).replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private static List<Shipped> jars(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().map(Shipped::of).toList();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    static Shipped of(Path jar) {
        String name = new Shipped(jar, "").header("Bundle-SymbolicName");
        return new Shipped(jar, name.split(";", 2)[0].strip());
    }
}

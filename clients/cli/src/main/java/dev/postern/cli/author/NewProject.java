// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.author;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import dev.postern.cli.Failure;

/**
 * A plugin's project as it begins.
 *
 * @param name the plugin's id, and the beginning of its tool's name
 * @param packageName of its Java
 */
public record NewProject(String name, String packageName) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int LONGEST_NAME = 40;
    private static final Pattern PACKAGE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");
    private static final String WORDS = "abstract assert boolean break byte case catch char class const continue default"
            + " do double else enum extends false final finally float for goto if implements import instanceof int"
            + " interface long native new null package private protected public return short static strictfp super"
            + " switch synchronized this throw throws transient true try void volatile while";
    /** Where templates lie beside this class, and where they go. */
    private static final Map<String, String> FILES = files();

    /** With what it is called, once that can be. */
    public static NewProject of(String name, String packageName) throws Failure {
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
            throw new Failure("invalid_params",
                    "a plugin's name has lower-case letters, digits and single dashes, begins"
                            + " with a letter, and has at most " + LONGEST_NAME + " characters; one is " + name);
        }
        var java = packageName.isEmpty() ? "org.example." + name.replace("-", "") : packageName;
        if (!PACKAGE.matcher(java).matches()
                || Set.of(java.split("\\.")).stream().anyMatch(List.of(WORDS.split(" "))::contains)) {
            throw new Failure("invalid_params", "a package is two or more lower-case Java names with dots between them,"
                    + " such as com.example.weather, and " + java + " is none: name one with --package");
        }
        if (java.startsWith("dev.postern.") || java.startsWith("java.")) {
            throw new Failure("invalid_params", "the package " + java + " is not yours to fill: name another with"
                    + " --package");
        }
        return new NewProject(name, java);
    }

    /** Writes it into a folder that is not there, or is empty. */
    public List<String> write(Path folder, AuthorRepository repository) throws Failure, IOException {
        if (Files.exists(folder)) {
            try (var inside = Files.list(folder)) {
                if (!Files.isDirectory(folder) || inside.findAny().isPresent()) {
                    throw taken(folder);
                }
            } catch (java.nio.file.NotDirectoryException file) {
                throw taken(folder);
            }
        }
        var values = values(repository);
        var written = new java.util.ArrayList<String>();
        for (var file : FILES.entrySet()) {
            var target = filled(file.getValue(), values);
            var path = folder.resolve(target);
            Files.createDirectories(java.util.Objects.requireNonNull(path.getParent()));
            Files.writeString(path, filled(template(file.getKey()), values));
            written.add(target);
        }
        return List.copyOf(written);
    }

    private static Failure taken(Path folder) {
        return new Failure("conflict", folder + " is there already; name another place with --dir");
    }

    private Map<String, String> values(AuthorRepository repository) throws Failure, IOException {
        var values = new LinkedHashMap<String, String>();
        values.put("name", name);
        values.put("tool", name.replace('-', '_'));
        values.put("title", Character.toUpperCase(name.charAt(0)) + name.substring(1).replace('-', ' '));
        values.put("package", packageName);
        values.put("path", packageName.replace('.', '/'));
        values.put("repository", repository.folder().toString());
        values.put("api", repository.version("dev.postern.plugin-api"));
        values.put("processor", repository.version("dev.postern.plugin-processor"));
        values.put("kit", repository.version("dev.postern.test-kit"));
        return values;
    }

    private static String filled(String text, Map<String, String> values) {
        var filled = text;
        for (var value : values.entrySet()) {
            filled = filled.replace("@" + value.getKey() + "@", value.getValue());
        }
        return filled;
    }

    private static String template(String name) throws IOException {
        try (InputStream in = NewProject.class.getResourceAsStream("/plugin-project/" + name)) {
            if (in == null) {
                throw new IOException("this program lacks its template " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, String> files() {
        var files = new LinkedHashMap<String, String>();
        files.put("pom.xml", "pom.xml");
        files.put("README.md", "README.md");
        files.put("gitignore", ".gitignore");
        files.put("package-info.java.txt", "src/main/java/@path@/package-info.java");
        files.put("Greet.java.txt", "src/main/java/@path@/Greet.java");
        files.put("GreetTest.java.txt", "src/test/java/@path@/GreetTest.java");
        files.put("GreetContractTest.java.txt", "src/test/java/@path@/GreetContractTest.java");
        files.put("BundleTest.java.txt", "src/test/java/@path@/BundleTest.java");
        return files;
    }
}

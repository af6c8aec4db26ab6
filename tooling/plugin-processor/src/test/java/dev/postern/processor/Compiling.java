// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * What the JDK's compiler made of sources with the processor.
 *
 * @param output where it wrote
 * @param errors what it complained of, each after the source line it points at
 */
record Compiling(Path output, List<String> errors) {
    private static final Pattern TYPE = Pattern
            .compile("(?:public |final |abstract |sealed )*(?:class|interface|record|@interface) (\\w+)");
    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");

    /** Compiles the sources into the folder; each is named by its package and its first type. */
    static Compiling sources(Path output, String... texts) throws IOException {
        return sources(List.of(), output, texts);
    }

    /** The same, with options for the processor. */
    static Compiling sources(List<String> options, Path output, String... texts) throws IOException {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
            var task = compiler.getTask(null, files, diagnostics,
                    Stream.concat(Stream.of("-proc:full"), options.stream()).toList(), null,
                    Arrays.stream(texts).map(Compiling::source).toList());
            task.setProcessors(List.of(new PosternProcessor()));
            task.call();
        }
        return new Compiling(
                output,
                diagnostics.getDiagnostics().stream()
                        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                        .map(diagnostic -> line(diagnostic) + " | " + diagnostic.getMessage(Locale.ROOT))
                        .toList());
    }

    /** The text of a file that was written. */
    String file(String path) {
        try {
            return Files.readString(output.resolve(path)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    errors.stream().collect(Collectors.joining("; ", "not written: ", "")), e);
        }
    }

    private static String line(Diagnostic<? extends JavaFileObject> diagnostic) {
        try {
            return diagnostic.getSource() == null
                    ? "nowhere"
                    : diagnostic.getSource().getCharContent(true).toString().lines()
                            .skip(diagnostic.getLineNumber() - 1)
                            .findFirst()
                            .orElse("")
                            .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JavaFileObject source(String text) {
        var type = TYPE.matcher(text);
        var folder = PACKAGE.matcher(text);
        var name = (folder.find() ? folder.group(1).replace('.', '/') : "") + "/"
                + (type.find() ? type.group(1) : "package-info");
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}

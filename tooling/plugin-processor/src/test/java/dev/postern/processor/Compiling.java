package dev.postern.processor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * What the JDK's compiler made of one source with the processor.
 *
 * @param output where it wrote
 * @param errors what it complained of
 */
record Compiling(Path output, List<String> errors) {

    /** Compiles a class {@code test.Subject} into the folder. */
    static Compiling source(Path output, String text) throws IOException {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
            var task = compiler.getTask(null, files, diagnostics, List.of("-proc:full"), null, List.of(file(text)));
            task.setProcessors(List.of(new PosternProcessor()));
            task.call();
        }
        return new Compiling(
                output,
                diagnostics.getDiagnostics().stream()
                        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                        .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
                        .toList());
    }

    /** The text of a file that was written. */
    String file(Path path) {
        try {
            return Files.readString(output.resolve(path)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    errors.stream().collect(Collectors.joining("; ", "not written: ", "")), e);
        }
    }

    private static JavaFileObject file(String text) {
        return new SimpleJavaFileObject(URI.create("string:///test/Subject.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}

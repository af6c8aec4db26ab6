// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.hostile.Burdens;
import dev.postern.itests.hostile.Disguises;
import dev.postern.itests.hostile.Escapes;

/** Hostile plugins, and what reading their code finds: what it does not find is as much a result. */
enum HostilePlugin {
    OPENS_A_SOCKET(Escapes.OpensASocket.class, "network"),
    POSTS_TO_A_HOST(Escapes.PostsToAHost.class, "network"),
    READS_THE_OPERATORS_TOKEN(Escapes.ReadsTheOperatorsToken.class, "files"),
    DELETES_FILES(Escapes.DeletesFiles.class, "files"),
    STARTS_A_PROGRAM(Escapes.StartsAProgram.class, "programs"),
    ENDS_THE_GATEWAY(Escapes.EndsTheGateway.class, "exit"),
    HALTS_BY_REFERENCE(Escapes.HaltsByReference.class, "exit"),
    READS_THE_ENVIRONMENT(Escapes.ReadsTheEnvironment.class, "environment"),
    CHANGES_PROPERTIES(Escapes.ChangesProperties.class, "environment"),
    STARTS_THREADS(Escapes.StartsThreads.class, "threads"),
    CALLS_BY_NAME(Disguises.CallsByName.class, "reflection"),
    LOADS_CODE_FROM_ELSEWHERE(Disguises.LoadsCodeFromElsewhere.class, "class_loading"),
    DEFINES_HIDDEN_CLASSES(Disguises.DefinesHiddenClasses.class, "class_loading"),
    LOADS_A_LIBRARY(Disguises.LoadsALibrary.class, "native"),
    CALLS_NATIVE_CODE(Disguises.CallsNativeCode.class, "native"),
    READS_OBJECTS(Disguises.ReadsObjects.class, "serialization"),
    ASKS_THE_GATEWAYS_INSIDE(Disguises.AsksTheGatewaysInside.class, "framework"),
    RUNS_SCRIPTS(Disguises.RunsScripts.class, "scripting"),
    LOOKS_UP_NAMES(Disguises.LooksUpNames.class, "naming"),
    HIDES_CODE_IN_A_JAR(Escapes.EndsTheGateway.class, "exit") {
        @Override
        HandmadeBundle bundle() throws IOException {
            var jar = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(jar)) {
                zip.putNextEntry(new ZipEntry("org/example/A.class"));
                zip.write(code());
            }
            return plugin().header("Bundle-ClassPath", ".,lib/a.jar").entry("lib/a.jar", jar.toByteArray());
        }
    },
    HIDES_CODE_IN_A_PICTURE(Escapes.EndsTheGateway.class, "hidden_code") {
        @Override
        HandmadeBundle bundle() throws IOException {
            return plugin().entry("logo.png", code());
        }
    },
    HAS_A_CLASS_THAT_CANNOT_BE_READ(Escapes.EndsTheGateway.class, "unreadable") {
        @Override
        HandmadeBundle bundle() throws IOException {
            return plugin().entry("org/example/A.class", java.util.Arrays.copyOf(code(), 100));
        }
    },
    LOOPS_FOR_EVER(Burdens.LoopsForEver.class),
    FILLS_THE_MEMORY(Burdens.FillsTheMemory.class),
    HOLDS_A_LOCK(Burdens.HoldsALock.class),
    FETCHES_BY_XML(Burdens.FetchesByXml.class),
    TELLS_A_DECLARED_HOST(Burdens.TellsADeclaredHost.class) {
        @Override
        HandmadeBundle bundle() throws IOException {
            return super.bundle().header("Provide-Capability", "dev.postern.plugin;dev.postern.plugin=" + id()
                    + ";hosts:List<String>=\"api.example.org\"");
        }
    };

    private final Class<?> code;
    private final Optional<String> kind;

    /** One that is missed. */
    HostilePlugin(Class<?> code) {
        this.code = code;
        this.kind = Optional.empty();
    }

    HostilePlugin(Class<?> code, String kind) {
        this.code = code;
        this.kind = Optional.of(kind);
    }

    /** What is found; nothing when it is missed. */
    Optional<String> kind() {
        return kind;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    HandmadeBundle bundle() throws IOException {
        return plugin().entry(code.getName().replace('.', '/') + ".class", code());
    }

    /** Its file, below the folder. */
    Path in(Path folder) throws IOException {
        return bundle().write(folder.resolve(id() + ".jar"));
    }

    HandmadeBundle plugin() {
        return HandmadeBundle.plugin(id());
    }

    byte[] code() throws IOException {
        var file = "/" + code.getName().replace('.', '/') + ".class";
        try (var in = Objects.requireNonNull(HostilePlugin.class.getResourceAsStream(file), file)) {
            return in.readAllBytes();
        }
    }
}

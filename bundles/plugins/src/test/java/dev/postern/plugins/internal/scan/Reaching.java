// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.scan;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandles;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import javax.naming.InitialContext;
import javax.script.ScriptEngineManager;

import org.osgi.framework.FrameworkUtil;

/** Each method reaches out in the way that its name begins with. It is only ever read. */
@SuppressWarnings({"unused", "BanJNDI", "restricted"})
final class Reaching {
    private Reaching() {}

    static void networkBySocket() throws IOException {
        new Socket("example.org", 80).close();
    }

    static void networkByChannel() throws IOException {
        SocketChannel.open(new InetSocketAddress("example.org", 80)).close();
    }

    static Object networkByClient() {
        return HttpClient.newHttpClient();
    }

    static Object filesByNio() throws IOException {
        return Files.readString(Path.of("/etc/passwd"));
    }

    static boolean filesByFile() {
        return new java.io.File("/etc/passwd").delete();
    }

    static Object programsByBuilder() throws IOException {
        return new ProcessBuilder("id").start();
    }

    static Object programsByRuntime() throws IOException {
        return Runtime.getRuntime().exec(new String[]{"id"});
    }

    static void exitBySystem() {
        System.exit(1);
    }

    static IntConsumer exitByReference() {
        return Runtime.getRuntime()::halt;
    }

    static void nativeByLibrary() {
        System.loadLibrary("evil");
    }

    static native void nativeByItself();

    static Object nativeByLinker() {
        return Linker.nativeLinker().defaultLookup();
    }

    static Object reflectionByName() throws ReflectiveOperationException {
        return Class.forName("java.lang.Runtime").getMethod("getRuntime").invoke(null);
    }

    static Object reflectionByLookup() {
        return MethodHandles.lookup();
    }

    static Object class_loadingByDefinition(byte[] code) throws IllegalAccessException {
        return MethodHandles.lookup().defineHiddenClass(code, true);
    }

    static Object class_loadingByService() {
        return ServiceLoader.load(Runnable.class);
    }

    static void threadsByThread() {
        new Thread(() -> {}).start();
    }

    static Object threadsByExecutor() {
        return List.of(Executors.newCachedThreadPool(), CompletableFuture.runAsync(() -> {}));
    }

    static Map<String, String> environmentByVariables() {
        return System.getenv();
    }

    static void environmentByProperties() {
        System.setProperty("user.home", "/tmp");
    }

    static Object serializationByStream(InputStream in) throws IOException, ClassNotFoundException {
        return new ObjectInputStream(in).readObject();
    }

    static Object frameworkByUtility() {
        return FrameworkUtil.getBundle(Reaching.class);
    }

    static Object scriptingByEngine() {
        return new ScriptEngineManager().getEngineByName("js");
    }

    static Object namingByDirectory() throws javax.naming.NamingException {
        return new InitialContext().lookup("ldap://example.org/a");
    }
}

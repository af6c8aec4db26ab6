// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.scan;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.postern.core.plugin.PluginTrust.Reach;

/**
 * Which members of the platform lead out of a plugin's box. The list is what somebody uses who does not hide; what hides
 * uses reflection or a class loader, which are on it.
 */
final class ReachRules {
    /** By owner, then by member; no members stands for all. */
    private static final Map<String, Map<Reach, Set<String>>> TYPES = new HashMap<>();
    /** By the beginning of the owner. */
    private static final Map<String, Reach> PACKAGES = new LinkedHashMap<>();

    static {
        for (String type : new String[]{"Socket", "ServerSocket", "DatagramSocket", "MulticastSocket", "URLConnection",
            "HttpURLConnection", "JarURLConnection", "Authenticator", "ProxySelector"}) {
            type(Reach.NETWORK, "java/net/" + type);
        }
        type(Reach.NETWORK, "java/net/URL", "openStream", "openConnection", "getContent", "setURLStreamHandlerFactory");
        type(Reach.NETWORK, "java/net/InetAddress", "getByName", "getAllByName", "getLocalHost", "isReachable",
                "getHostName", "getCanonicalHostName");
        type(Reach.NETWORK, "java/net/NetworkInterface");
        for (String type : new String[]{"SocketChannel", "ServerSocketChannel", "DatagramChannel",
            "AsynchronousSocketChannel", "AsynchronousServerSocketChannel"}) {
            type(Reach.NETWORK, "java/nio/channels/" + type);
        }
        type(Reach.NETWORK, "java/sql/DriverManager");
        within(Reach.NETWORK, "java/net/http/", "javax/net/", "com/sun/net/httpserver/", "javax/sql/");

        type(Reach.FILES, "java/io/File", "exists", "isFile", "isDirectory", "length", "lastModified", "canRead",
                "canWrite", "canExecute", "delete", "deleteOnExit", "createNewFile", "createTempFile", "list",
                "listFiles", "listRoots", "mkdir", "mkdirs", "renameTo", "setLastModified", "setReadable",
                "setWritable", "setExecutable", "setReadOnly", "getCanonicalPath", "getCanonicalFile");
        for (String type : new String[]{"FileInputStream", "FileOutputStream", "FileReader", "FileWriter",
            "RandomAccessFile"}) {
            type(Reach.FILES, "java/io/" + type);
        }
        type(Reach.FILES, "java/nio/file/Files");
        type(Reach.FILES, "java/nio/file/FileSystems");
        type(Reach.FILES, "java/nio/file/Path", "toRealPath", "register");
        type(Reach.FILES, "java/nio/channels/FileChannel");
        type(Reach.FILES, "java/nio/channels/AsynchronousFileChannel");
        type(Reach.FILES, "java/util/zip/ZipFile");
        type(Reach.FILES, "java/util/jar/JarFile");
        type(Reach.FILES, "java/util/logging/FileHandler");

        type(Reach.PROGRAMS, "java/lang/ProcessBuilder");
        type(Reach.PROGRAMS, "java/lang/ProcessHandle");
        type(Reach.PROGRAMS, "java/lang/Runtime", "exec");

        type(Reach.EXIT, "java/lang/System", "exit");
        type(Reach.EXIT, "java/lang/Runtime", "exit", "halt", "addShutdownHook");

        type(Reach.NATIVE, "java/lang/System", "load", "loadLibrary");
        type(Reach.NATIVE, "java/lang/Runtime", "load", "loadLibrary");
        within(Reach.NATIVE, "java/lang/foreign/", "sun/misc/", "jdk/internal/");

        type(Reach.REFLECTION, "java/lang/Class", "forName", "getMethod", "getMethods", "getDeclaredMethod",
                "getDeclaredMethods", "getField", "getFields", "getDeclaredField", "getDeclaredFields",
                "getConstructor", "getConstructors", "getDeclaredConstructor", "getDeclaredConstructors",
                "newInstance");
        type(Reach.REFLECTION, "java/lang/invoke/MethodHandles");
        type(Reach.REFLECTION, "java/lang/invoke/MethodHandles$Lookup");
        type(Reach.REFLECTION, "java/beans/Statement");
        type(Reach.REFLECTION, "java/beans/Expression");
        within(Reach.REFLECTION, "java/lang/reflect/");

        type(Reach.CLASS_LOADING, "java/lang/invoke/MethodHandles$Lookup", "defineClass", "defineHiddenClass",
                "defineHiddenClassWithClassData");
        type(Reach.CLASS_LOADING, "java/lang/Class", "getClassLoader", "getProtectionDomain");
        type(Reach.CLASS_LOADING, "java/lang/Thread", "getContextClassLoader", "setContextClassLoader");
        type(Reach.CLASS_LOADING, "java/lang/ClassLoader");
        type(Reach.CLASS_LOADING, "java/security/SecureClassLoader");
        type(Reach.CLASS_LOADING, "java/net/URLClassLoader");
        type(Reach.CLASS_LOADING, "java/lang/ModuleLayer");
        type(Reach.CLASS_LOADING, "java/util/ServiceLoader");
        within(Reach.CLASS_LOADING, "javax/tools/", "java/lang/instrument/", "java/lang/classfile/");

        type(Reach.THREADS, "java/lang/Thread", "<init>", "start", "startVirtualThread", "ofVirtual", "ofPlatform",
                "getAllStackTraces", "enumerate", "setDefaultUncaughtExceptionHandler");
        type(Reach.THREADS, "java/lang/ThreadGroup");
        type(Reach.THREADS, "java/util/Timer");
        type(Reach.THREADS, "java/util/concurrent/Executors");
        type(Reach.THREADS, "java/util/concurrent/ThreadPoolExecutor");
        type(Reach.THREADS, "java/util/concurrent/ScheduledThreadPoolExecutor");
        type(Reach.THREADS, "java/util/concurrent/ForkJoinPool");
        type(Reach.THREADS, "java/util/concurrent/CompletableFuture", "runAsync", "supplyAsync");

        type(Reach.ENVIRONMENT, "java/lang/System", "getenv", "getProperty", "getProperties", "setProperty",
                "setProperties", "clearProperty", "setOut", "setErr", "setIn");
        type(Reach.ENVIRONMENT, "java/util/Locale", "setDefault");
        type(Reach.ENVIRONMENT, "java/util/TimeZone", "setDefault");
        type(Reach.ENVIRONMENT, "java/security/Security");
        within(Reach.ENVIRONMENT, "java/util/prefs/", "java/lang/management/");

        type(Reach.SERIALIZATION, "java/io/ObjectInputStream");
        type(Reach.SERIALIZATION, "java/beans/XMLDecoder");

        type(Reach.FRAMEWORK, "org/osgi/service/component/ComponentContext");
        within(Reach.FRAMEWORK, "org/osgi/framework/", "org/osgi/service/cm/", "org/osgi/service/component/runtime/",
                "org/apache/felix/", "dev/postern/core/");

        within(Reach.SCRIPTING, "javax/script/");
        within(Reach.NAMING, "javax/naming/", "java/rmi/", "javax/management/");
    }

    private ReachRules() {}

    private static void type(Reach reach, String owner, String... members) {
        TYPES.computeIfAbsent(owner, _ -> new LinkedHashMap<>()).put(reach, Set.of(members));
    }

    private static void within(Reach reach, String... beginnings) {
        for (String beginning : beginnings) {
            PACKAGES.put(beginning, reach);
        }
    }

    /** Where a member leads; what names it comes before what takes all of its type. */
    static Optional<Reach> of(String owner, String member) {
        var rules = TYPES.getOrDefault(owner, Map.of());
        for (var rule : rules.entrySet()) {
            if (rule.getValue().contains(member)) {
                return Optional.of(rule.getKey());
            }
        }
        for (var rule : rules.entrySet()) {
            if (rule.getValue().isEmpty()) {
                return Optional.of(rule.getKey());
            }
        }
        return PACKAGES.entrySet().stream().filter(rule -> owner.startsWith(rule.getKey())).findFirst()
                .map(Map.Entry::getValue);
    }
}

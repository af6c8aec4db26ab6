// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.access.internal.AccessConfig;
import dev.postern.access.internal.DefaultAccessProvider;
import dev.postern.api.tool.Progress;
import dev.postern.api.tool.ToolContext;
import dev.postern.core.access.Access;
import dev.postern.core.access.Grants;
import org.osgi.framework.BundleContext;

/** A call's context over the gateway's own access to programs, with the folder {@code workspace} of a home as its root. */
final class Calling implements Progress, AutoCloseable {
    private final StringBuffer seen = new StringBuffer();
    private final Access access;
    private final ToolContext context;

    Calling(Path home, boolean previewing, String tenant) throws Exception {
        var bundle = answering(BundleContext.class, Map.of("getProperty", home.toString()));
        access = new DefaultAccessProvider(bundle, settings(AccessConfig.class, Map.of()))
                .open(new Grants("tools-shell", List.of("*"), List.of("*:write"), List.of("*"), List.of("*")),
                        previewing, this);
        context = answering(ToolContext.class, Map.of("tenant", tenant, "files", access.files(), "processes",
                access.processes(), "secrets", access.secrets(), "progress", this));
    }

    static Calling of(Path home) throws Exception {
        return new Calling(home, false, "default");
    }

    static Calling previewing(Path home) throws Exception {
        return new Calling(home, true, "default");
    }

    ToolContext context() {
        return context;
    }

    String seen() {
        return seen.toString();
    }

    /** A configured program, as the component gets it. */
    static AllowedProgram program(String name, Map<String, Object> settings) {
        return new AllowedProgram(settings(AllowedProgram.Config.class, settings),
                Map.of("service.pid", AllowedProgram.PID + "~" + name));
    }

    static ShellRun.Input input(String program, String... arguments) {
        return new ShellRun.Input(program, List.of(arguments), "workspace", Optional.empty(), Optional.empty());
    }

    /** Settings with their defaults. */
    private static <A extends Annotation> A settings(Class<A> type, Map<String, Object> given) {
        var values = new HashMap<String, Object>();
        for (var setting : type.getDeclaredMethods()) {
            if (setting.getDefaultValue() != null) {
                values.put(setting.getName(), setting.getDefaultValue());
            }
        }
        values.putAll(given);
        return answering(type, values);
    }

    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[]{type}, (proxy, method, arguments) -> {
                    var answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answer;
                }));
    }

    @Override
    public void message(String message) {
        seen.append(message);
    }

    @Override
    public void fraction(long done, long total) {}

    @Override
    public void output(String text) {
        seen.append(text);
    }

    @Override
    public void close() {
        access.close();
    }
}

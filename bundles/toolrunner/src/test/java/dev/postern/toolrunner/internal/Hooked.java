// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

import dev.postern.core.store.Rows;

/** Rows that do something first when they are read in one way. */
final class Hooked {
    private Hooked() {}

    /** Before each call of the method, which is not made when the hook throws. */
    static Rows rows(Rows rows, String method, Runnable hook) {
        return (Rows) Proxy.newProxyInstance(Rows.class.getClassLoader(), new Class<?>[]{Rows.class},
                (_, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        hook.run();
                    }
                    try {
                        return called.invoke(rows, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}

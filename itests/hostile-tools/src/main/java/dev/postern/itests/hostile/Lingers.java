// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Starts threads that never stop, and holds a lock for ever. For isolated placement only: in the gateway's process it hurts the gateway. */
@Component
@ToolDefinition(name = "hostile.lingers", version = "1.0.0",
        description = "Starts threads that never stop, and holds a lock for ever.", risk = Risk.LOW)
public final class Lingers implements Tool<Nothing, Done> {
    private static final ReentrantLock LOCK = new ReentrantLock();

    @Override
    public Done call(Nothing input, ToolContext context) {
        for (int i = 0; i < 3; i++) {
            new Thread(() -> {
                LOCK.lock();
                while (true) {
                    LockSupport.park();
                    Thread.interrupted();
                }
            }, "lingers").start();
        }
        return new Done(System.getenv().keySet() + " " + System.getProperty("user.dir"));
    }
}

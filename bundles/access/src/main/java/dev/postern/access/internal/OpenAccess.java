// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import dev.postern.api.tool.FileAccess;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.Secrets;
import dev.postern.core.access.Access;

/** The means of one call, until it is closed. */
final class OpenAccess implements Access {
    private final ConfinedFiles files;
    private final AllowedHttp http;
    private final AllowedProcesses processes;
    private final SecretFiles secrets;
    private volatile boolean closed;

    OpenAccess(ConfinedFiles files, AllowedHttp http, AllowedProcesses processes, SecretFiles secrets) {
        this.files = files;
        this.http = http;
        this.processes = processes;
        this.secrets = secrets;
    }

    private <T> T open(T means) {
        if (closed) {
            throw new IllegalStateException("the call has ended, and with it what it may use");
        }
        return means;
    }

    @Override
    public FileAccess files() {
        return open(files);
    }

    @Override
    public HttpAccess http() {
        return open(http);
    }

    @Override
    public ProcessAccess processes() {
        return open(processes);
    }

    @Override
    public Secrets secrets() {
        open(secrets);
        return name -> open(secrets).get(name);
    }

    @Override
    public void close() {
        closed = true;
        files.close();
        http.close();
        processes.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** What lies between clients and a gateway: from a moment on it loses all that is sent, while both sides think it is there. */
public final class Network implements AutoCloseable {
    private final ServerSocket near = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** One that leads nowhere yet. */
    public Network() throws IOException {}

    /** Where clients enter it: the gateway must answer to that host. */
    public int port() {
        return near.getLocalPort();
    }

    /** Leads to a port of this machine from now on. */
    public Network leadTo(int port) {
        Thread.ofVirtual().start(() -> accept(port));
        return this;
    }

    /** On the connections that there are nothing arrives any more, and none of them ends. */
    public void loseEverything() {
        lines.forEach(line -> line.losing = true);
    }

    private void accept(int port) {
        try {
            while (true) {
                var line = new Line(near.accept(), new Socket(InetAddress.getLoopbackAddress(), port));
                lines.add(line);
                Thread.ofVirtual().start(() -> line.carry(line.client, line.gateway));
                Thread.ofVirtual().start(() -> line.carry(line.gateway, line.client));
            }
        } catch (IOException closed) {
            // nobody enters any more
        }
    }

    @Override
    public void close() throws IOException {
        near.close();
        for (var line : lines) {
            line.client.close();
            line.gateway.close();
        }
        ended.countDown();
    }

    private final class Line {
        private final Socket client;
        private final Socket gateway;
        private volatile boolean losing;

        Line(Socket client, Socket gateway) {
            this.client = client;
            this.gateway = gateway;
        }

        void carry(Socket from, Socket to) {
            try (from; to) {
                var buffer = new byte[8192];
                for (int read = from.getInputStream().read(buffer); read >= 0; read = from.getInputStream()
                        .read(buffer)) {
                    if (losing) {
                        ended.await();
                    }
                    to.getOutputStream().write(buffer, 0, read);
                }
            } catch (IOException | InterruptedException closed) {
                // by one of the two, or by the end of all this
            }
        }
    }
}

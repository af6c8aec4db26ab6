// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/** How names become addresses, and addresses connections. A test has its own. */
interface Network {
    /** The system's. */
    Network SYSTEM = new Network() {
        @Override
        public List<InetAddress> resolve(String host) throws UnknownHostException {
            return List.of(InetAddress.getAllByName(host));
        }

        @Override
        public void connect(Socket socket, InetSocketAddress address, int millis) throws IOException {
            socket.connect(address, millis);
        }

        @Override
        public SSLSocketFactory tls() {
            return (SSLSocketFactory) SSLSocketFactory.getDefault();
        }
    };

    /** Asks once: nobody asks again for what was answered. */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    void connect(Socket socket, InetSocketAddress address, int millis) throws IOException;

    SSLSocketFactory tls();
}

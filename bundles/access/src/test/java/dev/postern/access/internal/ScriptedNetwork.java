// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;

/** Names that answer one time like this and the next like that, and addresses of the world that lead to this machine. */
final class ScriptedNetwork implements Network {
    /** Whose addresses they really are does not matter: nothing is ever sent there. */
    static final String WORLD = "93.184.216.34";
    static final String ELSEWHERE = "93.184.216.35";

    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> connected = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<List<InetAddress>>> names = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();
    private SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();

    /** The name's next answer. */
    ScriptedNetwork answers(String name, String... addresses) {
        names.computeIfAbsent(name, _ -> new ArrayDeque<>())
                .add(Stream.of(addresses).map(InetAddress::ofLiteral).toList());
        return this;
    }

    /** Who connects to that address comes to this port of this machine. */
    ScriptedNetwork leads(String address, int port) {
        ports.put(address, port);
        return this;
    }

    ScriptedNetwork trusts(SSLSocketFactory factory) {
        tls = factory;
        return this;
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        asked.add(host);
        var answers = names.get(host);
        if (answers == null || answers.isEmpty()) {
            return Collections.unmodifiableList(Network.SYSTEM.resolve(host));
        }
        return answers.size() > 1 ? answers.remove() : answers.element();
    }

    @Override
    public void connect(Socket socket, InetSocketAddress address, int millis) throws IOException {
        var literal = address.getAddress().getHostAddress();
        connected.add(literal);
        var port = ports.get(literal);
        if (port == null && !address.getAddress().isLoopbackAddress()) {
            throw new IOException(literal + " is not of this test");
        }
        socket.connect(
                port == null ? address : new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
    }

    @Override
    public SSLSocketFactory tls() {
        return tls;
    }
}

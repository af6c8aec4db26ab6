// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLSocket;

import dev.postern.api.tool.HttpAccess.Response;
import dev.postern.api.tool.ToolException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/**
 * One request to one target and its answer, over a connection of its own to an address that was checked. Blocks; whoever
 * has it ends it from any thread.
 */
final class Exchange implements Callable<Response> {
    private static final Http1Config LIMITS = Http1Config.custom().setMaxLineLength(32_768).setMaxHeaderCount(256)
            .setMaxEmptyLineCount(4).build();
    private static final int MAX_CONNECT_MILLIS = 10_000;
    private static final int MIN_CONNECT_MILLIS = 500;

    private final Network network;
    private final HostRules rules;
    private final Target target;
    private final ClassicHttpRequest request;
    private final int maxBytes;
    private @Nullable Socket socket;
    private boolean ended;

    Exchange(Network network, HostRules rules, Target target, ClassicHttpRequest request, int maxBytes) {
        this.network = network;
        this.rules = rules;
        this.target = target;
        this.request = request;
        this.maxBytes = maxBytes;
    }

    /** Reads an answer. */
    interface Reader<T> {
        T read(ClassicHttpResponse answer) throws IOException, ToolException, InterruptedException;
    }

    /** Closes the connection, if there is one, and lets none be made. */
    synchronized void end() {
        ended = true;
        if (socket != null) {
            try {
                // the plain one: closing it waits for nobody
                socket.close();
            } catch (IOException gone) {
                // that is what was wanted
            }
        }
    }

    @Override
    public Response call() throws IOException, HttpException, ToolException, InterruptedException {
        return call(answer -> new Response(answer.getCode(), headers(answer), body(answer), target.uri()));
    }

    /** The same, and whatever the reader makes of the answer while the connection is open. */
    <T> T call(Reader<T> reader) throws IOException, HttpException, ToolException, InterruptedException {
        var addresses = network.resolve(target.host());
        rules.check(target, addresses);
        // only the socket is closed: a connection's own farewell would wait for the other side
        try (var connected = connect(addresses)) {
            var connection = new DefaultBHttpClientConnection(LIMITS);
            if (target.secure()) {
                connection.bind(secure(connected), connected);
            } else {
                connection.bind(connected);
            }
            var answer = new HttpRequestExecutor().execute(request, connection, HttpCoreContext.create());
            return reader.read(answer);
        } finally {
            end();
        }
    }

    /** To the first of the checked addresses that answers, and to no other. */
    private Socket connect(List<InetAddress> addresses) throws IOException {
        var failures = new ArrayList<IOException>();
        for (var address : addresses) {
            var attempt = open();
            try {
                network.connect(attempt, new InetSocketAddress(address, target.port()),
                        Math.max(MIN_CONNECT_MILLIS, MAX_CONNECT_MILLIS / addresses.size()));
                attempt.setTcpNoDelay(true);
                return attempt;
            } catch (IOException failure) {
                attempt.close();
                failures.add(failure);
            }
        }
        var failure = new ConnectException("none of " + addresses.size() + " addresses answers");
        failures.forEach(failure::addSuppressed);
        throw failure;
    }

    private synchronized Socket open() throws IOException {
        if (ended) {
            throw new IOException("the exchange was ended");
        }
        // whatever the system's properties say: behind a proxy nobody knows where a connection goes
        var opened = new Socket(Proxy.NO_PROXY);
        socket = opened;
        return opened;
    }

    private SSLSocket secure(Socket connected) throws IOException {
        // the name goes along, so that it is asked for (SNI) and the certificate must bear it
        var secured = (SSLSocket) network.tls().createSocket(connected, target.host(), target.port(), false);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    static Map<String, List<String>> headers(ClassicHttpResponse answer) {
        var headers = new TreeMap<String, List<String>>();
        for (var header : answer.getHeaders()) {
            var value = header.getValue() == null ? "" : header.getValue();
            headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>()).add(value);
        }
        return Collections.unmodifiableMap(headers);
    }

    private byte[] body(ClassicHttpResponse answer) throws IOException, ToolException {
        var entity = answer.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        if (entity.getContentLength() > maxBytes) {
            throw tooLarge(": it has " + entity.getContentLength());
        }
        var content = entity.getContent();
        var bytes = content.readNBytes(maxBytes);
        if (bytes.length == maxBytes && content.read() >= 0) {
            throw tooLarge("");
        }
        return bytes;
    }

    int maxBytes() {
        return maxBytes;
    }

    ToolException tooLarge(String more) {
        return new ToolException("too_large",
                "the answer of " + target.host() + " is larger than " + maxBytes + " bytes" + more);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.postern.api.json.JsonObject;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** A request and what is answered to it; the container is tested with the gateway. */
final class Http {
    final Map<String, String> sent = new HashMap<>();
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status;
    /** After so many bytes the client is gone. */
    int hangsUpAfter = Integer.MAX_VALUE;
    private final String method;
    private final String path;
    private final Map<String, String> headers = new HashMap<>();
    private byte[] body = {};
    private Runnable atEnd = () -> {};

    Http(String method, String path) {
        this.method = method;
        this.path = path;
    }

    static Http post(String path, String body) {
        var http = new Http("POST", path).with("Authorization", "Bearer right");
        http.body = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return http;
    }

    static Http get(String path) {
        return new Http("GET", path).with("Authorization", "Bearer right");
    }

    Http with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    Http without(String header) {
        headers.remove(header);
        return this;
    }

    /** All of its body has come but its end, which comes later. */
    Http ending(CountDownLatch arrived, CountDownLatch later) {
        atEnd = () -> {
            arrived.countDown();
            try {
                later.await();
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        };
        return this;
    }

    Http through(OpenDoor door) throws IOException {
        door.service(request(), response());
        return this;
    }

    JsonObject json() {
        return Json.parse(out.toString(StandardCharsets.UTF_8));
    }

    String code() {
        return json().object("error").orElseThrow().text("code").orElseThrow();
    }

    private HttpServletRequest request() {
        return proxy(HttpServletRequest.class, (name, arguments) -> switch (name) {
            case "getMethod" -> method;
            case "getPathInfo" -> path;
            case "getRequestURI" -> "/v1" + path;
            case "getHeader" -> headers.get((String) arguments[0]);
            case "getInputStream" -> new In(new ByteArrayInputStream(body), atEnd);
            default -> throw new AssertionError("not asked for here: " + name);
        });
    }

    private HttpServletResponse response() {
        return proxy(HttpServletResponse.class, (name, arguments) -> switch (name) {
            case "setHeader" -> sent.put((String) arguments[0], (String) arguments[1]);
            case "setStatus" -> status = (int) arguments[0];
            case "setContentType" -> sent.put("Content-Type", (String) arguments[0]);
            case "setContentLength" -> sent.put("Content-Length", String.valueOf(arguments[0]));
            case "isCommitted" -> out.size() > 0;
            case "getOutputStream" -> new Out();
            default -> throw new AssertionError("not asked for here: " + name);
        });
    }

    private interface Answer {
        @Nullable
        Object to(String name, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (_, called, arguments) -> {
                    var result = answer.to(called.getName(), arguments);
                    return called.getReturnType() == void.class ? null : result;
                }));
    }

    private static final class In extends ServletInputStream {
        private final ByteArrayInputStream in;
        private final Runnable atEnd;

        In(ByteArrayInputStream in, Runnable atEnd) {
            this.in = in;
            this.atEnd = atEnd;
        }

        @Override
        public int read() {
            int one = in.read();
            if (one < 0) {
                atEnd.run();
            }
            return one;
        }

        @Override
        public boolean isFinished() {
            return in.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {}
    }

    private final class Out extends ServletOutputStream {
        @Override
        public void write(int one) throws IOException {
            if (out.size() >= hangsUpAfter) {
                throw new IOException("gone");
            }
            out.write(one);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webchat.internal;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** A request and its response, of which only what the servlet asks for is there: anything else fails the test. */
final class Exchange {
    private final String method;
    private final @Nullable String path;
    private final @Nullable String tag;
    private final Map<String, String> headers = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;

    Exchange(String method, @Nullable String path, @Nullable String tag) {
        this.method = method;
        this.path = path;
        this.tag = tag;
    }

    HttpServletRequest request() {
        return as(HttpServletRequest.class, (proxy, called, arguments) -> switch (called.getName()) {
            case "getMethod" -> method;
            case "getPathInfo" -> path;
            case "getHeader" -> "If-None-Match".equals(arguments[0]) ? tag : null;
            default -> throw new UnsupportedOperationException(called.getName());
        });
    }

    HttpServletResponse response() {
        return as(HttpServletResponse.class, (proxy, called, arguments) -> {
            switch (called.getName()) {
                case "setStatus" -> status = (Integer) arguments[0];
                case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
                case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
                case "setContentLength" -> headers.put("Content-Length", String.valueOf(arguments[0]));
                case "getOutputStream" -> {
                    return new Out();
                }
                default -> throw new UnsupportedOperationException(called.getName());
            }
            return null;
        });
    }

    int status() {
        return status;
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    private static <T> T as(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, handler));
    }

    private final class Out extends ServletOutputStream {
        @Override
        public void write(int b) {
            body.write(b);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("blocking");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webchat.internal;

import java.io.IOException;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Component;

/** The address alone: whoever types it wants the pages. */
@Component(service = Servlet.class, property = "osgi.http.whiteboard.servlet.pattern=")
public final class RootServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Made by Declarative Services. */
    public RootServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(303);
        response.setHeader("Location", "/ui/");
        response.setHeader("Cache-Control", "no-store");
    }
}

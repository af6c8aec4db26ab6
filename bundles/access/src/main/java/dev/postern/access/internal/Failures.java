// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import dev.postern.api.tool.ToolException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.jspecify.annotations.Nullable;

/** Says why an exchange failed, in the caller's terms. */
final class Failures {
    private Failures() {}

    static ToolException of(Target target, @Nullable Throwable cause) {
        var host = target.host();
        return switch (cause) {
            case ToolException refusal -> refusal;
            case UnknownHostException unknown ->
                new ToolException("unavailable", "there is no host " + host, true, unknown);
            case SSLHandshakeException untrusted -> untrusted(host, untrusted);
            case SSLPeerUnverifiedException untrusted -> untrusted(host, untrusted);
            case TruncatedChunkException cut ->
                new ToolException("unavailable", "the answer of " + host + " broke off", true, cut);
            case MalformedChunkCodingException bad -> malformed(host, bad);
            case MessageConstraintException bad -> malformed(host, bad);
            case HttpException bad -> malformed(host, bad);
            case RuntimeException bug -> throw bug;
            case Error fatal -> throw fatal;
            case null, default ->
                new ToolException("unavailable", host + " cannot be reached", true, cause);
        };
    }

    private static ToolException untrusted(String host, Exception cause) {
        return new ToolException("untrusted",
                "no secure connection to " + host + ": it shows no certificate that is valid for it and trusted here",
                false, cause);
    }

    private static ToolException malformed(String host, Exception cause) {
        return new ToolException("bad_response", "the answer of " + host + " is no HTTP that can be read", false,
                cause);
    }
}

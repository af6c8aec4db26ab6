// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/** Hands a body on, and closes the connection at the first byte too many. */
final class BoundedBody<T> implements BodySubscriber<T> {
    private final BodySubscriber<T> body;
    private final long most;
    private long left;
    private Flow.@Nullable Subscription upstream;
    private boolean ended;

    /**
     * Around whoever takes the body.
     *
     * @param most bytes that it may have
     */
    BoundedBody(BodySubscriber<T> body, long most) {
        this.body = body;
        this.left = most;
        this.most = most;
    }

    @Override
    public CompletionStage<T> getBody() {
        return body.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        upstream = subscription;
        body.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> piece) {
        if (ended) {
            return;
        }
        left -= piece.stream().mapToLong(ByteBuffer::remaining).sum();
        if (left >= 0) {
            body.onNext(piece);
            return;
        }
        ended = true;
        if (upstream != null) {
            upstream.cancel();
        }
        body.onError(new TooLargeException(most));
    }

    @Override
    public void onError(Throwable failure) {
        if (!ended) {
            ended = true;
            body.onError(failure);
        }
    }

    @Override
    public void onComplete() {
        if (!ended) {
            ended = true;
            body.onComplete();
        }
    }

    /** It has more bytes than it may. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        private final long most;

        TooLargeException(long most) {
            this.most = most;
        }

        long most() {
            return most;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.core.approval.Approval;
import dev.postern.core.id.Ids;
import dev.postern.core.identity.Principal;
import dev.postern.core.policy.Grant;
import dev.postern.core.policy.Grants;
import dev.postern.core.store.Rows;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Standing grants as revisions of the policy. */
@Component(service = {StandingGrants.class, Grants.class})
public final class StandingGrants implements Grants {
    private static final int MOST = 1_000;
    /** Of those who change the policy at the same moment one comes through each time. */
    private static final int TRIES = 50;

    private final PolicyBook book;
    private final Rows rows;
    private final Ids ids = new Ids();

    /** Over the book. */
    @Activate
    public StandingGrants(@Reference PolicyBook book, @Reference Rows rows) {
        this.book = book;
        this.rows = rows;
    }

    @Override
    public List<Write> grant(Principal by, Approval approval, Duration lasts, boolean anyArguments)
            throws WireException {
        if (approval.schemas().isEmpty()) {
            throw new WireException(ErrorCode.PRECONDITION_FAILED, "the approval " + approval.id()
                    + " is from before an upgrade and does not tell what the tool took then, so a standing grant would"
                    + " cover nothing: decide without one, and grant with the next");
        }
        var before = rows.policy(approval.tenant());
        var standing = new ArrayList<>(book.current(before));
        if (standing.size() >= MOST) {
            throw new WireException(ErrorCode.CONFLICT,
                    "there are " + MOST + " standing grants, which is the limit: revoke some (policy.revoke)");
        }
        var now = book.now();
        standing.add(
                new Grant(ids.next("g"), approval.session(), approval.principal(), approval.tool(), approval.version(),
                        Optional.of(symbolicName(approval.bundle())), approval.schemas(),
                        anyArguments ? Optional.empty() : Optional.of(approval.arguments()), Optional.of(approval.id()),
                        by.id(),
                        now, now.plus(lasts)));
        return book.grants(approval.tenant(), before, standing, by.id(), "granted with " + approval.id());
    }

    private static String symbolicName(String bundle) {
        return bundle.substring(0, bundle.indexOf('/'));
    }

    /** A tenant's grants that have not ended. */
    List<Grant> current(String tenant) {
        return book.current(rows.policy(tenant));
    }

    /**
     * Ends one, at once.
     *
     * @throws WireException {@code not_found} when there is none
     */
    Grant revoke(Principal by, String id, List<Write> riders) throws WireException {
        for (int attempt = 1;; attempt++) {
            var before = rows.policy(by.tenant());
            var standing = book.current(before);
            var gone = standing.stream().filter(grant -> grant.id().equals(id)).findFirst()
                    .orElseThrow(() -> WireException.notFound("grant", id));
            var left = standing.stream().filter(grant -> grant != gone).toList();
            var writes = new ArrayList<>(book.grants(by.tenant(), before, left, by.id(), "revoked " + id));
            writes.addAll(riders);
            try {
                book.commit(writes);
                return gone;
            } catch (StoreException refused) {
                if (refused.reason() != StoreException.Reason.REVISION || attempt == TRIES) {
                    throw WireException.of(refused);
                }
            }
        }
    }
}
